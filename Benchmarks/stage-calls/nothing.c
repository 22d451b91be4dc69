/* A filter that does nothing, and a transform that copies its input: what is left is the call. */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <string.h>

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type, (void)host, (void)json, (void)length, (void)report;
    *shared = NULL;
    return PENSTOCK_OK;
}

static void release(void *shared) { (void)shared; }

static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)shared, (void)thread_index, (void)report;
    *instance = NULL;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    (void)instance, (void)message, (void)call;
    return PENSTOCK_PASS;
}

static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    (void)instance, (void)call;
    size_t length = message->body.len;
    if (length > output->capacity && output->grow(output, length) != PENSTOCK_OK) return PENSTOCK_FAIL_LIMIT;
    memcpy(output->buffer, message->body.ptr, length);
    output->length = length;
    return PENSTOCK_WROTE;
}

#define SCHEMA "{\"type\":\"object\",\"additionalProperties\":false}"

static const penstock_ops filter_ops = {
    .size = sizeof(penstock_ops), .configure = configure, .release = release, .create = create, .destroy = destroy,
    .filter = filter,
};

static const penstock_ops transform_ops = {
    .size = sizeof(penstock_ops), .configure = configure, .release = release, .create = create, .destroy = destroy,
    .transform = transform,
};

static const penstock_stage_type types[] = {
    {.size = sizeof(penstock_stage_type), .kind = PENSTOCK_FILTER, .id = "com.example.nothing",
     .summary = "Does nothing.", .schema = SCHEMA, .ops = &filter_ops},
    {.size = sizeof(penstock_stage_type), .kind = PENSTOCK_TRANSFORM, .id = "com.example.copy",
     .summary = "Copies the body.", .schema = SCHEMA, .ops = &transform_ops},
};

static const penstock_stage_type *const stages[] = {&types[0], &types[1]};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.nothing",
    .version = "1.0.0",
    .vendor = "Penstock's benchmarks",
    .stage_count = 2,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
