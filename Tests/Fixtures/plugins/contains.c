/*
 * A Penstock filter in C, whole: lets a delivery pass when its body contains a text.
 *
 *     cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden -I Sources/CPenstock/include -o contains.so contains.c
 *
 * In a pipeline:
 *     - filter: com.example.contains
 *       with: { text: "WS-101" }
 */
#define _GNU_SOURCE
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <stdlib.h>
#include <string.h>

/* What all instances share: the text to look for. */
struct contains {
    size_t length;
    char text[];
};

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    (void)host;
    /* The host has checked the configuration against the schema, so it is {"text":"…"}. */
    const char *start = memmem(json, length, "\"text\":\"", 8);
    const char *end = start ? memchr(start + 8, '"', (size_t)((const char *)json + length - start - 8)) : NULL;
    if (!start || !end || memchr(start, '\\', (size_t)(end - start))) {
        report->problem(report, PENSTOCK_ERROR, text_of("/text"), -1, text_of("this sample takes no escapes"));
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    start += 8;
    struct contains *made = malloc(sizeof *made + (size_t)(end - start));
    if (!made) return PENSTOCK_FAIL_LIMIT;
    made->length = (size_t)(end - start);
    memcpy(made->text, start, made->length);
    *shared = made;
    return PENSTOCK_OK;
}

static void release(void *shared) { free(shared); }

/* The filter keeps nothing per thread: every instance is what is shared. */
static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index;
    (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    const struct contains *wanted = instance;
    if (memmem(message->body.ptr, message->body.len, wanted->text, wanted->length)) return PENSTOCK_PASS;
    call->explain(call, text_of("the body does not contain the text"));
    return PENSTOCK_DROP;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = filter,
};

static const penstock_stage_type contains_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = "com.example.contains",
    .summary = "Lets a delivery pass when its body contains a text.",
    .schema = "{\"type\":\"object\",\"required\":[\"text\"],\"additionalProperties\":false,\"properties\":{"
              "\"text\":{\"type\":\"string\",\"minLength\":1,\"description\":\"What the body must contain.\"}}}",
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&contains_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.contains",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
