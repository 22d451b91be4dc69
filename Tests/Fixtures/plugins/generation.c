/*
 * A transform in C for tests of reloads: its body says which version of it was called.
 *
 *     - transform: com.example.generation
 *
 * GENERATION is the version. With REFUSES it refuses to be configured, with UNSTARTABLE to make an instance; with CRASHES
 * it crashes when it is configured.
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef GENERATION
#define GENERATION 1
#endif

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    (void)host;
    (void)json;
    (void)length;
    *shared = NULL;
#ifdef CRASHES
    abort();
#endif
#ifdef REFUSES
    report->problem(report, PENSTOCK_ERROR, text_of(""), -1, text_of("this version refuses everything"));
    return PENSTOCK_FAIL_CONFIGURATION;
#else
    (void)report;
    return PENSTOCK_OK;
#endif
}

static void release(void *shared) { (void)shared; }

static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)shared;
    (void)thread_index;
    *instance = NULL;
#ifdef UNSTARTABLE
    report->problem(report, PENSTOCK_ERROR, text_of(""), -1, text_of("this version makes no instance"));
    return PENSTOCK_FAIL_CONFIGURATION;
#else
    (void)report;
    return PENSTOCK_OK;
#endif
}

static void destroy(void *instance) { (void)instance; }

static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    (void)instance;
    (void)message;
    (void)call;
    if (output->grow(output, 64)) return PENSTOCK_FAIL_LIMIT;
    output->length = (size_t)snprintf((char *)output->buffer, output->capacity, "{\"generation\":%d}", GENERATION);
    return PENSTOCK_WROTE;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .transform = transform,
};

static const penstock_stage_type generation_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSFORM,
    .id = "com.example.generation",
    .summary = "Says which version of it was called.",
    .schema = "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}",
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&generation_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.generation",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
