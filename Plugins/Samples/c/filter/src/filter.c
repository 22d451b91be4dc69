/*
 * A filter: lets a delivery pass when the event's data contains a text.
 *
 *     - filter: PLUGIN_ID
 *       with: { text: "WS-101" }
 */
#define _GNU_SOURCE
#include "stage.h"

#include "json_text.h"

#include <stdlib.h>

/* What one place in a pipeline is configured with. It never changes, so all threads share it. */
struct contains {
    char *text;
    size_t length;
};

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type, (void)host;
    struct contains *made = calloc(1, sizeof *made);
    if (!made) return PENSTOCK_FAIL_LIMIT;
    made->text = json_text(json, length, "text", &made->length);
    if (!made->text || made->length == 0) {
        free(made->text), free(made);
        return refuse(report, "/text", "a text that is not empty is needed");
    }
    *shared = made;
    return PENSTOCK_OK;
}

static void release(void *shared) {
    struct contains *contains = shared;
    free(contains->text);
    free(contains);
}

/* Nothing is kept for each thread: every instance is what is shared. */
static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index, (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    const struct contains *wanted = instance;
    penstock_bytes data = message->event->data;
    if (data.len > 0 && memmem(data.ptr, data.len, wanted->text, wanted->length)) return PENSTOCK_PASS;
    call->explain(call, view("the event's data does not contain the text"));
    return PENSTOCK_DROP;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = filter,
};

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = "PLUGIN_ID",
    .summary = "Lets a delivery pass when the event's data contains a text.",
    .schema = "{\"type\":\"object\",\"required\":[\"text\"],\"additionalProperties\":false,\"properties\":{"
              "\"text\":{\"type\":\"string\",\"minLength\":1,\"description\":\"What the data must contain.\"}},"
              "\"examples\":[{\"text\":\"WS-101\"}]}",
    .ops = &operations,
};
