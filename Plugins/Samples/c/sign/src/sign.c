/*
 * A signer: puts a checksum of the body into a header, CRC-32 as in zlib and in IEEE 802.3, eight hexadecimal digits.
 *
 * A checksum finds damage and no malice: whoever changes the body computes it anew. Where a receiver must know who
 * sent a message, use `standard-webhooks` or `hmac`, which ship with Penstock and take a secret.
 *
 *     - sign: PLUGIN_ID
 *       with: { header: "X-Checksum" }
 */
#define _GNU_SOURCE
#include "stage.h"

#include "json_text.h"

#include <stdio.h>
#include <stdlib.h>

/* What one place in a pipeline is configured with. It never changes, so all threads share it. */
struct checksum {
    char *header;
    size_t length;
    uint32_t table[256]; /* the remainder of every byte */
};

static void fill(uint32_t table[256]) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t remainder = byte;
        for (int bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xEDB88320u ^ remainder >> 1 : remainder >> 1;
        table[byte] = remainder;
    }
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type, (void)host;
    struct checksum *made = calloc(1, sizeof *made);
    if (!made) return PENSTOCK_FAIL_LIMIT;
    /* The schema has a default, so the host always gives the member. */
    made->header = json_text(json, length, "header", &made->length);
    if (!made->header || made->length == 0) {
        free(made->header), free(made);
        return refuse(report, "/header", "the name of a header is needed");
    }
    fill(made->table);
    *shared = made;
    return PENSTOCK_OK;
}

static void release(void *shared) {
    struct checksum *checksum = shared;
    free(checksum->header);
    free(checksum);
}

/* Nothing is kept for each thread: every instance is what is shared. */
static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index, (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

/* Called anew at every attempt, with the message as it will be sent. */
static int32_t sign(void *instance, const penstock_message *message, penstock_output *output,
                    const penstock_call *call) {
    (void)call;
    const struct checksum *checksum = instance;
    uint32_t sum = 0xFFFFFFFFu;
    for (size_t index = 0; index < message->body.len; index++) {
        sum = checksum->table[(sum ^ message->body.ptr[index]) & 0xFF] ^ sum >> 8;
    }
    char digits[9];
    snprintf(digits, sizeof digits, "%08x", (unsigned)(sum ^ 0xFFFFFFFFu));
    penstock_bytes name = {(const uint8_t *)checksum->header, checksum->length};
    output->set_header(output, name, view(digits));
    return PENSTOCK_UNCHANGED;
}

static const penstock_ops operations = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .sign = sign,
};

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_SIGN,
    .id = "PLUGIN_ID",
    .summary = "Puts a checksum of the body (CRC-32) into a header.",
    .schema = "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
              "\"header\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9-]+$\",\"default\":\"X-Checksum\","
              "\"description\":\"The header that takes the checksum.\"}},"
              "\"examples\":[{},{\"header\":\"X-Body-CRC\"}]}",
    .ops = &operations,
};
