/*
 * A filter and a transport that repeat their configuration wherever a plugin can say something: in lines for the log,
 * complaints, reasons, and answers.
 *
 *     - filter: com.example.leaky
 *       with: { word: "${env:SECRET}" }       # drops what contains drop-me, fails at fail-me, crashes at crash-me
 *     - transport: com.example.leaky
 *       with: { word: "${env:SECRET}" }       # the answer is a refusal
 */
#define _GNU_SOURCE
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <stdlib.h>
#include <string.h>

#ifndef LEAKY_ID
#define LEAKY_ID "com.example.leaky"
#endif

struct leaky {
    const penstock_host *host;
    size_t length;
    uint8_t json[4096];
};

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static penstock_bytes all(const struct leaky *leaky) {
    penstock_bytes bytes = {leaky->json, leaky->length};
    return bytes;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    struct leaky *made = calloc(1, sizeof *made);
    if (!made || length > sizeof made->json) {
        free(made);
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    made->host = host;
    made->length = length;
    memcpy(made->json, json, length);
    host->log(host, PENSTOCK_WARNING, all(made));
    report->problem(report, PENSTOCK_WARNING, text_of("/word"), -1, all(made));
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

static int contains(penstock_bytes bytes, const char *text) {
    return memmem(bytes.ptr, bytes.len, text, strlen(text)) != NULL;
}

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    const struct leaky *leaky = instance;
    leaky->host->log(leaky->host, PENSTOCK_DEBUG, all(leaky));
    if (contains(message->body, "crash-me")) abort();
    if (contains(message->body, "drop-me")) {
        call->explain(call, all(leaky));
        return PENSTOCK_DROP;
    }
    if (contains(message->body, "fail-me")) {
        call->fail(call, text_of("leak"), all(leaky));
        return PENSTOCK_FAIL_PERMANENT;
    }
    return PENSTOCK_PASS;
}

static int32_t submit(void *instance, const penstock_delivery *delivery) {
    const struct leaky *leaky = instance;
    penstock_result result = {
        .size = sizeof(penstock_result),
        .token = delivery->token,
        .outcome = PENSTOCK_PERMANENT,
        .sent = PENSTOCK_SENT_NO,
        .retry_after_ms = -1,
        .code = text_of("leak"),
        .sentence = all(leaky),
        .response_head = all(leaky),
        .response_body = all(leaky),
    };
    leaky->host->complete(leaky->host, &result);
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
    .filter = filter,
    .submit = submit,
    .drain = drain,
};

#define SCHEMA                                                                                                         \
    "{\"type\":\"object\",\"required\":[\"word\"],\"additionalProperties\":false,\"properties\":{"                     \
    "\"word\":{\"type\":\"string\",\"description\":\"What is repeated.\"}}}"

static const penstock_stage_type filter_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = LEAKY_ID,
    .summary = "Repeats its configuration.",
    .schema = SCHEMA,
    .ops = &operations,
};

static const penstock_stage_type transport_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSPORT,
    .id = LEAKY_ID,
    .summary = "Repeats its configuration.",
    .schema = SCHEMA,
    .ops = &operations,
};

static const penstock_stage_type *const stages[] = {&filter_type, &transport_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = LEAKY_ID,
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 2,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
