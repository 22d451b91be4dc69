/* Loads the plugin and calls it as the host does: tests PLUGIN.so */
#include "host.h"

int main(int count, char **arguments) {
    CHECK(count == 2);
    const penstock_stage_type *type = load(arguments[1]);
    CHECK(type->kind == PENSTOCK_SIGN && strcmp(type->id, "PLUGIN_ID") == 0);

    void *shared = NULL;
    CHECK(configure_stage(type, "{\"header\":7}", &shared) == PENSTOCK_FAIL_CONFIGURATION);
    CHECK(strcmp(said_problem_at, "/header") == 0);

    void *instance = start_stage(type, "{\"header\":\"X-Body-CRC\"}", &shared);
    penstock_message message = *new_message("{}");
    message.body = bytes_of("123456789");
    penstock_output output = new_output();
    CHECK(type->ops->sign(instance, &message, &output, new_call(0)) == PENSTOCK_UNCHANGED);
    CHECK(strcmp(said_header, "X-Body-CRC") == 0);
    CHECK(strcmp(said_header_value, "cbf43926") == 0); /* the check value of CRC-32 */

    message.body.len = 0;
    CHECK(type->ops->sign(instance, &message, &output, new_call(0)) == PENSTOCK_UNCHANGED);
    CHECK(strcmp(said_header_value, "00000000") == 0);
    end_stage(type, shared, instance);
    puts("all tests passed");
    return 0;
}
