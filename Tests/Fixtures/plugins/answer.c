/*
 * A transport in C for tests: sends nothing, and ends every attempt with the outcome whose number stands in a file,
 * so that a test can decide what an endpoint would have said.
 *
 *     - transport: com.example.answer
 *       with: { file: "/tmp/outcome" }        # one digit: 0 delivered … 4 configuration
 */
#define _GNU_SOURCE
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct answer {
    const penstock_host *host;
    char file[512];
};

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    /* The host has checked the configuration against the schema, so it is {"file":"…"}. */
    const char *start = memmem(json, length, "\"file\":\"", 8);
    const char *end = start ? memchr(start + 8, '"', (size_t)((const char *)json + length - start - 8)) : NULL;
    struct answer *made = calloc(1, sizeof *made);
    if (!made || !end || (size_t)(end - start - 8) >= sizeof made->file) {
        report->problem(report, PENSTOCK_ERROR, text_of("/file"), -1, text_of("the path is too long"));
        free(made);
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    made->host = host;
    memcpy(made->file, start + 8, (size_t)(end - start - 8));
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

static int32_t submit(void *instance, const penstock_delivery *delivery) {
    const struct answer *answer = instance;
    char digit = '0';
    int file = open(answer->file, O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, &digit, 1) != 1) digit = '0';
    if (file >= 0) close(file);
    penstock_result result = {
        .size = sizeof(penstock_result),
        .token = delivery->token,
        .outcome = digit - '0',
        .sent = PENSTOCK_SENT_NO,
        .retry_after_ms = -1,
        .code = text_of("as-told"),
        .sentence = text_of("the file said so"),
    };
    answer->host->complete(answer->host, &result);
    /* 7: an outcome that does not exist; 8: delivered, but completed twice. */
    if (digit == '8') {
        result.outcome = PENSTOCK_DELIVERED;
        answer->host->complete(answer->host, &result);
    }
    return PENSTOCK_OK;
}

static int32_t drain(void *instance, int64_t budget_us) {
    (void)instance;
    (void)budget_us;
    return PENSTOCK_OK;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .submit = submit,
    .drain = drain,
};

static const penstock_stage_type answer_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSPORT,
    .id = "com.example.answer",
    .summary = "Ends every attempt with the outcome that a file names.",
    .schema = "{\"type\":\"object\",\"required\":[\"file\"],\"additionalProperties\":false,\"properties\":{"
              "\"file\":{\"type\":\"string\",\"description\":\"A file that holds one digit, the outcome.\"}}}",
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&answer_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.answer",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
