/*
 * A filter in C for tests: its configuration warns of what was foreseen, as COUNT:LAST, and tells what it reads.
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <stdio.h>
#include <string.h>

static char foreseen[256] = "nothing";

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static void foresee(const struct penstock_stage_type *type, const penstock_bytes *configurations, size_t count) {
    (void)type;
    penstock_bytes last = configurations[count - 1];
    snprintf(foreseen, sizeof foreseen, "%zu:%.*s", count, (int)last.len, (const char *)last.ptr);
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type, (void)host, (void)json, (void)length;
    report->problem(report, PENSTOCK_WARNING, text_of(""), -1, text_of(foreseen));
    report->reads(report, text_of("/a"), text_of("/data/a"));
    report->reads_at(report, text_of("/b"), 7, text_of("/data/b"), PENSTOCK_READS_EVENT | PENSTOCK_READS_OPTIONAL);
    *shared = foreseen;
    return PENSTOCK_OK;
}

static void release(void *shared) { (void)shared; }

static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index, (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    (void)instance, (void)message, (void)call;
    return PENSTOCK_PASS;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = filter,
    .foresee = foresee,
};

static const penstock_stage_type foresight = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = "com.example.foresight",
    .summary = "Says what it was told of.",
    .schema = "{\"type\":\"object\"}",
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&foresight};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.foresight",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
