/* Loads the plugin and calls it as the host does: tests PLUGIN.so */
#include "host.h"

#include <unistd.h>

static const penstock_stage_type *type;
static void *instance;

static int32_t submit(uint64_t token, const penstock_message *message, uint32_t flags) {
    penstock_delivery *delivery = (penstock_delivery *)calloc(1, sizeof *delivery);
    CHECK(delivery);
    delivery->size = sizeof *delivery;
    delivery->token = token;
    delivery->message = message;
    delivery->call = new_call(flags);
    return type->ops->submit(instance, delivery);
}

/* Ends with a NUL. */
static const char *content_of(const char *file) {
    static char content[4096];
    FILE *opened = fopen(file, "r");
    size_t length = opened ? fread(content, 1, sizeof content - 1, opened) : 0;
    if (opened) fclose(opened);
    content[length] = 0;
    return content;
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    type = load(arguments[1]);
    CHECK(type->kind == PENSTOCK_TRANSPORT && strcmp(type->id, "PLUGIN_ID") == 0);

    void *shared = NULL;
    CHECK(configure_stage(type, "{\"file\":7}", &shared) == PENSTOCK_FAIL_CONFIGURATION);
    CHECK(strcmp(said_problem_at, "/file") == 0);

    char directory[] = "/tmp/PLUGIN_NAME-XXXXXX", file[64], json[128];
    CHECK(mkdtemp(directory));
    snprintf(file, sizeof file, "%s/spool.txt", directory);
    snprintf(json, sizeof json, "{\"file\":\"%s\"}", file);
    instance = start_stage(type, json, &shared);

    penstock_message message = *new_message("{}");
    message.body = bytes_of("{\"score\":92}");
    CHECK(submit(1, &message, 0) == PENSTOCK_OK);
    wait_for_completions(1);
    CHECK(completed_outcome == PENSTOCK_DELIVERED && completed_sent == PENSTOCK_SENT_YES);
    CHECK(strcmp(content_of(file), "dlv_1\t{\"score\":92}\n") == 0);

    CHECK(submit(2, &message, PENSTOCK_CALL_TRIAL) == PENSTOCK_OK);
    wait_for_completions(2);
    CHECK(completed_outcome == PENSTOCK_DELIVERED && completed_sent == PENSTOCK_SENT_NO);
    CHECK(strcmp(content_of(file), "dlv_1\t{\"score\":92}\n") == 0);

    message.body = bytes_of("two\nlines");
    CHECK(submit(3, &message, 0) == PENSTOCK_OK);
    wait_for_completions(3);
    CHECK(completed_outcome == PENSTOCK_PERMANENT && strcmp(completed_code, "not-one-line") == 0);

    /* Many at once: each is completed, and drain returns when all are. */
    message.body = bytes_of("x");
    for (uint64_t token = 4; token < 104; token++) CHECK(submit(token, &message, 0) == PENSTOCK_OK);
    CHECK(type->ops->drain(instance, 30000000) == PENSTOCK_OK);
    wait_for_completions(103);
    CHECK(completed_outcome == PENSTOCK_DELIVERED);

    /* A directory that went: later may be better. */
    CHECK(unlink(file) == 0 && rmdir(directory) == 0);
    CHECK(submit(104, &message, 0) == PENSTOCK_OK);
    wait_for_completions(104);
    CHECK(completed_outcome == PENSTOCK_TRANSIENT && strcmp(completed_code, "not-written") == 0);
    CHECK(strstr(completed_sentence, file));

    end_stage(type, shared, instance);
    CHECK(completions == 104);
    puts("all tests passed");
    return 0;
}
