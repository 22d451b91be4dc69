/*
 * A filter, a transform and a transport that behave, save for the one fault that FAULT names: for the tests of
 * `penstock plugin check`. Built into temporary directories only: a product would lie beside the executable and be
 * loaded.
 */
#define _GNU_SOURCE
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOTHING 0
#define CRASHES_IN_ENTRY 1
#define HANGS_IN_CONFIGURE 2
#define COMPLETES_TWICE 3
#define FORGETS_A_TOKEN 4
#define WRITES_TO_INPUT 5
#define LEAKS_A_THREAD 6
#define LIES_ABOUT_LENGTH 7
#define LIES_ABOUT_SIZE 8
#define EXPORTS_MORE 9
#define LEAKS_MEMORY 10
#define LEAKS_DESCRIPTORS 11
#define SPEAKS_IN_ENTRY 12
#define READS_BEYOND_HOST 13
#define COMPLETES_LATE 14
#define REFUSES_SILENTLY 15

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static void *rest(void *nothing) {
    for (;;) pause();
    return nothing;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type, (void)json, (void)length;
    if (FAULT == HANGS_IN_CONFIGURE) for (volatile int spin = 1; spin;) {}
    if (FAULT == REFUSES_SILENTLY && memmem(json, length, "refuse", 6)) return PENSTOCK_FAIL_CONFIGURATION;
    if (memmem(json, length, "refuse", 6)) {
        report->problem(report, PENSTOCK_ERROR, text_of("/text"), -1, text_of("as was asked for"));
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    *shared = (void *)host;
    return PENSTOCK_OK;
}

static void release(void *shared) { (void)shared; }

static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index, (void)report;
    if (FAULT == LEAKS_MEMORY) {
        volatile char *lost = malloc(64);
        if (lost) *lost = 1;
    }
    if (FAULT == LEAKS_DESCRIPTORS && open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) return PENSTOCK_FAIL_LIMIT;
    if (FAULT == LEAKS_A_THREAD) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, rest, NULL) == 0) pthread_detach(thread);
    }
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    (void)call;
    if (FAULT == WRITES_TO_INPUT && message->body.len > 0) {
        uint8_t *first = (uint8_t *)message->body.ptr;
        *(volatile uint8_t *)first = *first;
    }
    const penstock_host *host = instance;
    /* What a later host may add is not this plugin's to read. */
    if (FAULT == READS_BEYOND_HOST && ((volatile const uint8_t *)host)[sizeof *host] == 255) return PENSTOCK_DROP;
    return PENSTOCK_PASS;
}

static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    (void)instance;
    size_t length = message->body.len;
    if (length > output->capacity && output->grow(output, length) != PENSTOCK_OK) {
        call->fail(call, text_of("no-room"), text_of("the host gives no more room"));
        return PENSTOCK_FAIL_LIMIT;
    }
    if (length > 0) memcpy(output->buffer, message->body.ptr, length);
    output->length = FAULT == LIES_ABOUT_LENGTH ? output->capacity + 1 : length;
    return PENSTOCK_WROTE;
}

static void complete(const penstock_host *host, uint64_t token) {
    penstock_result result = {
        .size = sizeof result, .token = token, .outcome = PENSTOCK_DELIVERED, .sent = PENSTOCK_SENT_YES,
        .retry_after_ms = -1, .code = text_of("ok"), .sentence = text_of("as if it were sent"),
    };
    host->complete(host, &result);
}

static int32_t submit(void *instance, const penstock_delivery *delivery) {
    static _Atomic int count;
    int mine = count++;
    if (FAULT == FORGETS_A_TOKEN && mine % 100 == 99) return PENSTOCK_OK;
    complete(instance, delivery->token);
    if (FAULT == COMPLETES_TWICE && mine % 100 == 99) complete(instance, delivery->token);
    return PENSTOCK_OK;
}

struct late {
    const penstock_host *host;
};

static void *complete_late(void *pointer) {
    struct late *late = pointer;
    usleep(200000);
    complete(late->host, 1);
    free(late);
    return NULL;
}

static int32_t drain(void *instance, int64_t budget_us) {
    (void)budget_us;
    if (FAULT == COMPLETES_LATE) {
        struct late *late = malloc(sizeof *late);
        pthread_t thread;
        if (late) {
            late->host = instance;
            if (pthread_create(&thread, NULL, complete_late, late) == 0) pthread_detach(thread);
        }
    }
    return PENSTOCK_OK;
}

#define OPERATIONS .size = sizeof(penstock_ops), .configure = configure, .release = release, .create = create, .destroy = destroy
static const penstock_ops filter_operations = {OPERATIONS, .filter = filter};
static const penstock_ops transform_operations = {OPERATIONS, .transform = transform};
static const penstock_ops transport_operations = {OPERATIONS, .submit = submit, .drain = drain};

#define SCHEMA                                                                                                         \
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"                                             \
    "\"url\":{\"type\":\"string\",\"description\":\"Where to send.\"},"                                                \
    "\"text\":{\"enum\":[\"take\",\"refuse\"],\"description\":\"What to do.\"}},"                                      \
    "\"examples\":[{\"url\":\"http://127.0.0.1:80/\"}]}"
#define TYPE .size = sizeof(penstock_stage_type), .id = "com.example.misbehaving", .summary = "Misbehaves.", .schema = SCHEMA
static const penstock_stage_type filter_type = {TYPE, .kind = PENSTOCK_FILTER, .ops = &filter_operations};
static const penstock_stage_type transform_type = {TYPE, .kind = PENSTOCK_TRANSFORM, .ops = &transform_operations};
static const penstock_stage_type transport_type = {TYPE, .kind = PENSTOCK_TRANSPORT, .ops = &transport_operations};
static const penstock_stage_type *const stages[] = {&filter_type, &transform_type, &transport_type};

static const penstock_library library = {
    .size = FAULT == LIES_ABOUT_SIZE ? 61 : sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.misbehaving",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 3,
    .stages = stages,
};

#if FAULT == EXPORTS_MORE
PENSTOCK_EXPORT int one_symbol_too_many(void);
int one_symbol_too_many(void) { return 1; }
#endif

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    if (FAULT == CRASHES_IN_ENTRY) *(volatile int *)8 = 1;
    if (FAULT == SPEAKS_IN_ENTRY && write(1, "hello\n", 6) < 0) return host ? &library : 0;
    return &library;
}
