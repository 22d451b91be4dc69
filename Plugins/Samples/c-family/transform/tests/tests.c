/* Loads the plugin and calls it as the host does: tests PLUGIN.so */
#include "host.h"

int main(int count, char **arguments) {
    CHECK(count == 2);
    const penstock_stage_type *type = load(arguments[1]);
    CHECK(type->kind == PENSTOCK_TRANSFORM && strcmp(type->id, "PLUGIN_ID") == 0);

    void *shared = NULL;
    CHECK(configure_stage(type, "{\"tenant\":\"No \\\"good\\\"\"}", &shared) == PENSTOCK_FAIL_CONFIGURATION);
    CHECK(strcmp(said_problem_at, "/tenant") == 0);

    void *instance = start_stage(type, "{\"tenant\":\"north\"}", &shared);
    const penstock_call *call = new_call(0);
    penstock_message message = *new_message("{}");
    message.body = bytes_of("{\"score\":92}");
    penstock_output output = new_output();
    CHECK(type->ops->transform(instance, &message, &output, call) == PENSTOCK_WROTE);
    penstock_bytes written = {output.buffer, output.length};
    CHECK(strcmp(text_of(written), "{\"tenant\":\"north\",\"event\":{\"score\":92}}") == 0);
    CHECK(strcmp(said_content_type, "application/json") == 0);

    message.body.len = 0;
    CHECK(type->ops->transform(instance, &message, &output, call) == PENSTOCK_FAIL_PERMANENT);
    CHECK(strcmp(said_code, "empty-body") == 0);

    body_limit = 8;
    message.body = bytes_of("{\"score\":92}");
    penstock_output small = new_output();
    CHECK(type->ops->transform(instance, &message, &small, call) == PENSTOCK_FAIL_LIMIT);
    CHECK(strcmp(said_code, "body-too-large") == 0);
    end_stage(type, shared, instance);
    puts("all tests passed");
    return 0;
}
