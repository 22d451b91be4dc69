/*
 * A transform: puts the body, which must be JSON, into an envelope that says whose event it is.
 *
 *     - transform: PLUGIN_ID
 *       with: { tenant: "north" }            # {"tenant":"north","event":…}
 */
#define _GNU_SOURCE
#include "stage.h"

#include "json_text.h"

#include <stdlib.h>

/* What one place in a pipeline is configured with. It never changes, so all threads share it. */
struct envelope {
    char *head; /* all that comes before the body */
    size_t length;
};

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type, (void)host;
    size_t size = 0;
    char *tenant = json_text(json, length, "tenant", &size);
    /* The same letters as in the schema: none of them needs an escape in JSON. */
    if (!tenant || size == 0 || size != strspn(tenant, "abcdefghijklmnopqrstuvwxyz0123456789-")) {
        free(tenant);
        return refuse(report, "/tenant", "small letters, digits and '-' are needed");
    }
    struct envelope *made = calloc(1, sizeof *made);
    char *head = malloc(size + 32);
    if (!made || !head) {
        free(tenant), free(made), free(head);
        return PENSTOCK_FAIL_LIMIT;
    }
    stpcpy(stpcpy(stpcpy(head, "{\"tenant\":\""), tenant), "\",\"event\":");
    made->head = head;
    made->length = strlen(head);
    free(tenant);
    *shared = made;
    return PENSTOCK_OK;
}

static void release(void *shared) {
    struct envelope *envelope = shared;
    free(envelope->head);
    free(envelope);
}

/* Nothing is kept for each thread: every instance is what is shared. */
static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index, (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

/* Appends to the new body; there is room, because `transform` has asked for it. */
static void append(penstock_output *output, const void *bytes, size_t length) {
    if (length > 0) memcpy(output->buffer + output->length, bytes, length);
    output->length += length;
}

static int32_t transform(void *instance, const penstock_message *message, penstock_output *output,
                         const penstock_call *call) {
    const struct envelope *envelope = instance;
    if (message->body.len == 0) {
        call->fail(call, view("empty-body"), view("there is no body to put into the envelope"));
        return PENSTOCK_FAIL_PERMANENT;
    }
    size_t whole = envelope->length + message->body.len + 1;
    if (whole > output->capacity && output->grow(output, whole) != PENSTOCK_OK) {
        call->fail(call, view("body-too-large"), view("the body and its envelope exceed the host's limit"));
        return PENSTOCK_FAIL_LIMIT;
    }
    append(output, envelope->head, envelope->length);
    append(output, message->body.ptr, message->body.len);
    append(output, "}", 1);
    output->set_content_type(output, view("application/json"));
    return PENSTOCK_WROTE;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .transform = transform,
};

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSFORM,
    .id = "PLUGIN_ID",
    .summary = "Puts the body into an envelope that says whose event it is.",
    .schema = "{\"type\":\"object\",\"required\":[\"tenant\"],\"additionalProperties\":false,\"properties\":{"
              "\"tenant\":{\"type\":\"string\",\"pattern\":\"^[a-z0-9-]+$\",\"description\":\"Whose event it is.\"}},"
              "\"examples\":[{\"tenant\":\"north\"}]}",
    .ops = &operations,
};
