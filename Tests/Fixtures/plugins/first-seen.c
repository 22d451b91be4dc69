/*
 * A Penstock filter in C that keeps what it has seen: lets the first event of each subject pass.
 *
 *     cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden -I Sources/CPenstock/include -o first-seen.so first-seen.c
 *
 * In a pipeline, as the last of the filters:
 *     - filter: com.example.first-seen
 *       name: seen
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <stdlib.h>
#include <string.h>

#define DAY_US INT64_C(86400000000)

struct first_seen {
    const penstock_host *host;
    const penstock_kv *kv;
    const penstock_metrics *metrics;
    penstock_series *passed;
    penstock_series *dropped;
};

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static int32_t define_metrics(struct first_seen *made, const penstock_report *report) {
    const penstock_bytes label = text_of("verdict");
    const penstock_metric_definition definition = {
        .size = sizeof definition,
        .kind = PENSTOCK_COUNTER,
        .name = text_of("first_seen_total"),
        .help = text_of("Events that a first-seen filter looked at, by what became of them."),
        .labels = &label,
        .label_count = 1,
    };
    penstock_metric *metric;
    int32_t verdict = made->metrics->define(made->host, &definition, report, &metric);
    if (verdict != PENSTOCK_OK) return verdict;
    const penstock_bytes pass = text_of("pass"), drop = text_of("drop");
    made->passed = made->metrics->series(metric, &pass, 1);
    made->dropped = made->metrics->series(metric, &drop, 1);
    return PENSTOCK_OK;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    (void)json;
    (void)length;
    struct first_seen made = {.host = host};
    made.kv = host->service(host, PENSTOCK_KV, 1);
    made.metrics = host->service(host, PENSTOCK_METRICS, 1);
    if (!made.kv || !made.metrics) {
        report->problem(report, PENSTOCK_ERROR, text_of(""), -1, text_of("this filter needs a newer Penstock"));
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    int32_t verdict = define_metrics(&made, report);
    if (verdict != PENSTOCK_OK) return verdict;
    struct first_seen *kept = malloc(sizeof *kept);
    if (!kept) return PENSTOCK_FAIL_LIMIT;
    *kept = made;
    *shared = kept;
    return PENSTOCK_OK;
}

static void release(void *shared) { free(shared); }

/* The host's services may be used by every thread: all instances are what is shared. */
static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index;
    (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    const struct first_seen *me = instance;
    const penstock_bytes subject = message->event->subject;
    /* A replay is somebody's wish to have it again. */
    if (call->flags & PENSTOCK_CALL_REPLAY) return PENSTOCK_PASS;
    int32_t verdict = me->kv->compare_and_set(me->host, call, subject, NULL, &call->delivery, 30 * DAY_US);
    if (verdict == PENSTOCK_KV_DIFFERENT) {
        /* The value names the delivery that was first: the same one, run again, is no repetition. */
        penstock_bytes first;
        verdict = me->kv->get(me->host, call, subject, &first);
        if (verdict == PENSTOCK_OK) {
            verdict = first.len == call->delivery.len && memcmp(first.ptr, call->delivery.ptr, first.len) == 0
                          ? PENSTOCK_PASS
                          : PENSTOCK_DROP;
        }
    }
    if (verdict == PENSTOCK_PASS) me->metrics->add(me->passed, 1);
    if (verdict == PENSTOCK_DROP) {
        me->metrics->add(me->dropped, 1);
        call->explain(call, text_of("its subject was seen before"));
    }
    return verdict;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = filter,
};

static const penstock_stage_type first_seen_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = "com.example.first-seen",
    .summary = "Lets the first event of each subject pass.",
    .schema = "{\"type\":\"object\",\"additionalProperties\":false}",
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&first_seen_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .needs_host_minor = 1,
    .id = "com.example.first-seen",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
