/*
 * A Penstock filter in C that asks what events have told: lets an event pass whose subject the directory "people" has,
 * and says what it found.
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <stdlib.h>
#include <string.h>

struct known {
    const penstock_host *host;
    const penstock_directory *directory;
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
    const penstock_directory *directory = host->service(host, PENSTOCK_DIRECTORY, 1);
    if (!directory || host->service(host, PENSTOCK_DIRECTORY, 2)) {
        report->problem(report, PENSTOCK_ERROR, text_of(""), -1, text_of("this filter needs another Penstock"));
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    struct known *made = malloc(sizeof *made);
    if (!made) return PENSTOCK_FAIL_LIMIT;
    made->host = host;
    made->directory = directory;
    *shared = made;
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

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    const struct known *me = instance;
    penstock_bytes row, other;
    int32_t verdict = me->directory->find(me->host, call, text_of("people"), message->event->subject, &row);
    if (verdict == PENSTOCK_DIRECTORY_ABSENT) {
        call->explain(call, text_of("nobody knows it"));
        return PENSTOCK_DROP;
    }
    if (verdict != PENSTOCK_OK) return verdict;
    /* What was found first lasts until the op returns, whatever is asked meanwhile. */
    if (me->directory->find(me->host, call, text_of("people"), text_of("another"), &other) == PENSTOCK_OK) {
        call->explain(call, row);
        return PENSTOCK_DROP;
    }
    return PENSTOCK_PASS;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = filter,
};

static const penstock_stage_type known_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = "com.example.known",
    .summary = "Lets events pass whose subject a directory knows.",
    .schema = "{\"type\":\"object\",\"additionalProperties\":false}",
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&known_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .needs_host_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.known",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
