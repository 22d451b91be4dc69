/* Loads the plugin and calls it as the host does: tests PLUGIN.so */
#include "host.h"

int main(int count, char **arguments) {
    CHECK(count == 2);
    const penstock_stage_type *type = load(arguments[1]);
    CHECK(type->kind == PENSTOCK_FILTER && strcmp(type->id, "PLUGIN_ID") == 0);

    void *shared = NULL;
    CHECK(configure_stage(type, "{\"text\":7}", &shared) == PENSTOCK_FAIL_CONFIGURATION);
    CHECK(strcmp(said_problem_at, "/text") == 0);

    void *instance = start_stage(type, "{\"text\":\"caf\\u00e9 \\\"7\\\"\"}", &shared);
    const penstock_call *call = new_call(0);
    CHECK(type->ops->filter(instance, new_message("{\"place\":\"caf\xC3\xA9 \"7\"\"}"), call) == PENSTOCK_PASS);
    CHECK(strcmp(said_reason, "") == 0);
    CHECK(type->ops->filter(instance, new_message("{\"place\":\"bar\"}"), call) == PENSTOCK_DROP);
    CHECK(strcmp(said_reason, "the event's data does not contain the text") == 0);
    CHECK(type->ops->filter(instance, new_message(""), call) == PENSTOCK_DROP);
    end_stage(type, shared, instance);
    puts("all tests passed");
    return 0;
}
