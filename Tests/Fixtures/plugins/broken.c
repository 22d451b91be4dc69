/*
 * A plugin that breaks the rules in the way that BREAK names, for the loader's tests. Built into temporary
 * directories only: a product would lie beside the executable and be loaded.
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#define NO_ENTRY 1
#define OTHER_MAJOR 2
#define DECLINES 3
#define SMALL_TABLE 4
#define UNKNOWN_KIND 5
#define NO_FILTER 6
#define NEEDS_NEWER_HOST 7
#define BAD_VERDICT 8
#define LIES_ABOUT_SIZE 9
#define TWICE 10

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type, (void)host, (void)json, (void)length, (void)report;
    *shared = 0;
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
    return BREAK == BAD_VERDICT ? 7 : PENSTOCK_PASS;
}
static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    (void)instance, (void)message, (void)call;
    output->length = output->capacity + 1;
    return PENSTOCK_WROTE;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = BREAK == NO_FILTER ? 0 : filter,
    .transform = transform,
};
static const penstock_stage_type type = {
    .size = sizeof(penstock_stage_type),
    .kind = BREAK == UNKNOWN_KIND ? 99 : BREAK == LIES_ABOUT_SIZE ? PENSTOCK_TRANSFORM : PENSTOCK_FILTER,
    .id = "com.example.broken",
    .summary = "Breaks the rules.",
    .schema = "{}",
    .ops = &operations,
};
static const penstock_stage_type *const stages[] = {&type, &type};
static const penstock_library library = {
    .size = BREAK == SMALL_TABLE ? 8 : sizeof(penstock_library),
    .needs_host_minor = BREAK == NEEDS_NEWER_HOST ? 1000 : 0,
    .id = "com.example.broken",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = BREAK == TWICE ? 2 : 1,
    .stages = stages,
};

#if BREAK == NO_ENTRY
int something_else(void);
int something_else(void) { return library.size != 0; }
#elif BREAK == OTHER_MAJOR
PENSTOCK_EXPORT const penstock_library *penstock_plugin_v2(const penstock_host_info *host);
const penstock_library *penstock_plugin_v2(const penstock_host_info *host) { return host ? &library : 0; }
#else
const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    return BREAK == DECLINES || !host ? 0 : &library;
}
#endif
