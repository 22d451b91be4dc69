/*
 * A filter, a transform and a transport that do what the body says, for the tests of isolation: "crash", "hang", "exit",
 * "garbage" (written to the sockets of its worker), "pid" (the transform writes the id of its process), "ask" (the
 * transform writes what the host says of 10.0.0.1), "hold" (never completed), "twice" (completed twice), "refuse".
 */
#define _GNU_SOURCE
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static int says(const penstock_message *message, const char *word) {
    return memmem(message->body.ptr, message->body.len, word, strlen(word)) != NULL;
}

static void misbehave(const penstock_message *message) {
    if (says(message, "crash")) raise(SIGSEGV);
    if (says(message, "exit")) _exit(3);
    if (says(message, "hang"))
        for (;;) pause();
    if (says(message, "garbage")) {
        const char noise[] = "\xff\xff\xff\xff this is no frame of the protocol";
        for (int descriptor = 3; descriptor < 13; descriptor++) (void)!write(descriptor, noise, sizeof noise);
        for (;;) pause();
    }
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    if (memmem(json, length, "refuse", 6)) {
        report->problem(report, PENSTOCK_ERROR, text_of("/how"), 3, text_of("this is refused"));
        return PENSTOCK_FAIL_CONFIGURATION;
    }
    if (memmem(json, length, "crash", 5)) raise(SIGSEGV);
    report->reads(report, text_of("/how"), text_of("/data/score"));
    host->log(host, PENSTOCK_WARNING, text_of("configured"));
    *shared = (void *)host;
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
    (void)instance;
    misbehave(message);
    if (!says(message, "drop")) return PENSTOCK_PASS;
    call->explain(call, text_of("the body says drop"));
    return PENSTOCK_DROP;
}

static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    const penstock_host *host = instance;
    char text[512];
    int length = 0;
    misbehave(message);
    if (says(message, "missing")) {
        call->fail(call, text_of("missing"), text_of("there is nothing there"));
        return PENSTOCK_FAIL_PERMANENT;
    }
    if (says(message, "ask")) {
        const penstock_egress *egress = host->service(host, PENSTOCK_EGRESS, 1);
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
        size_t reason = 0;
        inet_pton(AF_INET, "10.0.0.1", &address.sin_addr);
        if (!egress || egress->allow(host, text_of("inside.example"), &address, sizeof address, (uint8_t *)text,
                                     sizeof text, &reason))
            length = snprintf(text, sizeof text, "allowed");
        else
            length = (int)reason;
    } else {
        length = snprintf(text, sizeof text, "%d", (int)getpid());
    }
    if (output->grow(output, (size_t)length) != PENSTOCK_OK) return PENSTOCK_FAIL_LIMIT;
    memcpy(output->buffer, text, (size_t)length);
    output->length = (size_t)length;
    output->set_header(output, text_of("x-made-by"), text_of("faulty"));
    output->set_attribute(output, text_of("kind"), text_of("test"));
    output->set_content_type(output, text_of("text/plain"));
    return PENSTOCK_WROTE;
}

static int32_t submit(void *instance, const penstock_delivery *delivery) {
    const penstock_host *host = instance;
    misbehave(delivery->message);
    if (says(delivery->message, "hold")) return PENSTOCK_OK;
    if (says(delivery->message, "refuse")) return PENSTOCK_FAIL_TRANSIENT;
    penstock_result result = {
        .size = sizeof(penstock_result),
        .token = delivery->token,
        .outcome = PENSTOCK_DELIVERED,
        .status = 200,
        .sent = PENSTOCK_SENT_YES,
        .retry_after_ms = -1,
        .response_body = delivery->message->body,
        .resume = delivery->resume,
    };
    int twice = says(delivery->message, "twice");
    host->complete(host, &result);
    if (twice) host->complete(host, &result);
    return PENSTOCK_OK;
}
static int32_t drain(void *instance, int64_t budget_us) {
    (void)instance, (void)budget_us;
    return PENSTOCK_OK;
}

#define LIFE .size = sizeof(penstock_ops), .configure = configure, .release = release, .create = create, .destroy = destroy
static const penstock_ops filter_operations = {LIFE, .filter = filter};
static const penstock_ops transform_operations = {LIFE, .transform = transform};
static const penstock_ops transport_operations = {LIFE, .submit = submit, .drain = drain};

#define TYPE .size = sizeof(penstock_stage_type), .id = "com.example.faulty", .summary = "Does what the body says.", \
             .schema = "{\"type\":\"object\"}"
static const penstock_stage_type types[] = {
    {TYPE, .kind = PENSTOCK_FILTER, .ops = &filter_operations},
    {TYPE, .kind = PENSTOCK_TRANSFORM, .ops = &transform_operations},
    {TYPE, .kind = PENSTOCK_TRANSPORT, .ops = &transport_operations},
};
static const penstock_stage_type *const stages[] = {&types[0], &types[1], &types[2]};
static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.faulty",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 3,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
