/*
 * What this plugin says of itself. Everything here is static: the host may ask any number of times and gets the same
 * table, and nothing starts before it configures a stage.
 */
#define PENSTOCK_PLUGIN_IMPLEMENTATION /* once in a plugin: puts its compiler's name where the host looks for it */
#include "penstock.h"

#include "stage.h"

static const penstock_stage_type *const stages[] = {&stage_type};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "PLUGIN_ID",
    .version = "1.0.0",
    .vendor = "PLUGIN_VENDOR",
    .stage_count = 1,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
    return &library;
}
