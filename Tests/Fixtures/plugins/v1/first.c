/*
 * A plugin of the first version, with one stage type of each kind. It is compiled against the header of the first
 * version, which lies beside it, and every later host must run it. Neither file ever changes.
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <string.h>

static const penstock_host *transport_host;

static penstock_bytes text_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    if (length == 2 && memcmp(json, "{}", 2) == 0) {
        report->reads(report, text_of(""), text_of("/data"));
        if (type->kind == PENSTOCK_TRANSPORT) transport_host = host;
        if (*host->log_level <= PENSTOCK_INFO) host->log(host, PENSTOCK_INFO, text_of("configured"));
        *shared = (void *)type;
        return PENSTOCK_OK;
    }
    report->problem(report, PENSTOCK_ERROR, text_of("/first"), -1, text_of("nothing can be configured"));
    return PENSTOCK_FAIL_CONFIGURATION;
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
    if (message->event->json.len > 2) return PENSTOCK_PASS;
    call->explain(call, text_of("the event is empty"));
    return PENSTOCK_DROP;
}

static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    (void)instance;
    size_t length = message->body.len;
    if (length == 0) {
        call->fail(call, text_of("empty-body"), text_of("there is no body"));
        return PENSTOCK_FAIL_PERMANENT;
    }
    if (length + 2 > output->capacity && output->grow(output, length + 2) != PENSTOCK_OK) return PENSTOCK_FAIL_LIMIT;
    output->buffer[0] = '[';
    memcpy(output->buffer + 1, message->body.ptr, length);
    output->buffer[length + 1] = ']';
    output->length = length + 2;
    output->set_content_type(output, text_of("application/json"));
    output->set_attribute(output, text_of("first"), text_of("yes"));
    return PENSTOCK_WROTE;
}

static int32_t sign(void *instance, const penstock_message *message, penstock_output *output,
                    const penstock_call *call) {
    (void)instance, (void)message;
    output->set_header(output, text_of("x-first"), call->delivery);
    return PENSTOCK_UNCHANGED;
}

static int32_t prepare(void *instance, const penstock_message *message, penstock_output *output,
                       const penstock_call *call) {
    (void)instance, (void)message, (void)call;
    output->set_target(output, text_of("PUT"), text_of("first:/"));
    return PENSTOCK_OK;
}

static int32_t submit(void *instance, const penstock_delivery *delivery) {
    (void)instance;
    penstock_timings timings = {.size = sizeof timings, .name_us = -1, .connect_us = 1, .tls_us = -1, .first_byte_us = 2,
                                .total_us = 3};
    penstock_result result = {
        .size = sizeof result,
        .token = delivery->token,
        .outcome = PENSTOCK_DELIVERED,
        .status = 201,
        .sent = PENSTOCK_SENT_YES,
        .retry_after_ms = -1,
        .timings = &timings,
        .code = text_of("taken"),
        .sentence = text_of("the first version took it"),
        .response_body = delivery->message->body,
    };
    transport_host->complete(transport_host, &result);
    return PENSTOCK_OK;
}

static int32_t drain(void *instance, int64_t budget_us) {
    (void)instance, (void)budget_us;
    return PENSTOCK_OK;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = filter,
    .transform = transform,
    .sign = sign,
    .prepare = prepare,
    .submit = submit,
    .drain = drain,
};

#define TYPE(number)                                                         \
    {.size = sizeof(penstock_stage_type), .kind = (number),                  \
     .id = "com.example.first", .summary = "Of the first version.",          \
     .schema = "{\"type\":\"object\"}", .ops = &operations}

static const penstock_stage_type types[] = {TYPE(PENSTOCK_FILTER), TYPE(PENSTOCK_TRANSFORM), TYPE(PENSTOCK_SIGN),
                                            TYPE(PENSTOCK_TRANSPORT)};
static const penstock_stage_type *const stages[] = {&types[0], &types[1], &types[2], &types[3]};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.first",
    .version = "1.0.0",
    .vendor = "Penstock's tests",
    .stage_count = 4,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
