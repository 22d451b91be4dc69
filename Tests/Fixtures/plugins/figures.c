/*
 * A Penstock transform in C that asks what stood before its event: its body is the figures of the measure that has the
 * name of the event's subject, or of `score` where it has none.
 *
 *     cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden -I Sources/CPenstock/include -o figures.so figures.c
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <stdlib.h>
#include <string.h>

struct figures {
    const penstock_host *host;
    const penstock_history *history;
};

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    (void)json;
    (void)length;
    struct figures made = {.host = host, .history = host->service(host, PENSTOCK_HISTORY, 1)};
    if (!made.history) {
        report->problem(report, PENSTOCK_ERROR, text_of(""), -1, text_of("this transform needs a newer Penstock"));
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    struct figures *kept = malloc(sizeof *kept);
    if (!kept) return PENSTOCK_FAIL_LIMIT;
    *kept = made;
    *shared = kept;
    return PENSTOCK_OK;
}

static void release(void *shared) { free(shared); }

static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index;
    (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    const struct figures *me = instance;
    penstock_bytes name = text_of("score"), found;
    if (message->event->subject.len > 0) name = message->event->subject;
    int32_t verdict = me->history->figures(me->host, call, name, &found);
    if (verdict == PENSTOCK_HISTORY_ABSENT) found = text_of("absent");
    else if (verdict != PENSTOCK_OK) return verdict;
    if (output->capacity < found.len && output->grow(output, found.len) != PENSTOCK_OK) return PENSTOCK_FAIL_LIMIT;
    memcpy(output->buffer, found.ptr, found.len);
    output->length = found.len;
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

static const penstock_stage_type figures_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSFORM,
    .id = "com.example.figures",
    .summary = "Writes what stood before the event.",
    .schema = "{\"type\":\"object\",\"additionalProperties\":false}",
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&figures_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .needs_host_minor = 3,
    .id = "com.example.figures",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
