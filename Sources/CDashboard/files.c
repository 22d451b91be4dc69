// Written by scripts/support/embed dashboard; do not change it by hand.
#include "table.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../../Sources/PenstockDashboard/Assets/icon.svg"
};
static const unsigned char file_1[] = {
#embed "../../Sources/PenstockDashboard/Assets/script.js"
};
static const unsigned char file_2[] = {
#embed "../../Sources/PenstockDashboard/Assets/style.css"
};
static const unsigned char file_3[] = {
#embed "../../Sources/PenstockDashboard/Templates/body.mustache"
};
static const unsigned char file_4[] = {
#embed "../../Sources/PenstockDashboard/Templates/bulk.mustache"
};
static const unsigned char file_5[] = {
#embed "../../Sources/PenstockDashboard/Templates/catalog.mustache"
};
static const unsigned char file_6[] = {
#embed "../../Sources/PenstockDashboard/Templates/caught.mustache"
};
static const unsigned char file_7[] = {
#embed "../../Sources/PenstockDashboard/Templates/certificate-table.mustache"
};
static const unsigned char file_8[] = {
#embed "../../Sources/PenstockDashboard/Templates/certificates.mustache"
};
static const unsigned char file_9[] = {
#embed "../../Sources/PenstockDashboard/Templates/chart.mustache"
};
static const unsigned char file_10[] = {
#embed "../../Sources/PenstockDashboard/Templates/dead.mustache"
};
static const unsigned char file_11[] = {
#embed "../../Sources/PenstockDashboard/Templates/deliveries.mustache"
};
static const unsigned char file_12[] = {
#embed "../../Sources/PenstockDashboard/Templates/delivery.mustache"
};
static const unsigned char file_13[] = {
#embed "../../Sources/PenstockDashboard/Templates/event-type.mustache"
};
static const unsigned char file_14[] = {
#embed "../../Sources/PenstockDashboard/Templates/event.mustache"
};
static const unsigned char file_15[] = {
#embed "../../Sources/PenstockDashboard/Templates/events.mustache"
};
static const unsigned char file_16[] = {
#embed "../../Sources/PenstockDashboard/Templates/facts.mustache"
};
static const unsigned char file_17[] = {
#embed "../../Sources/PenstockDashboard/Templates/fields.mustache"
};
static const unsigned char file_18[] = {
#embed "../../Sources/PenstockDashboard/Templates/filter.mustache"
};
static const unsigned char file_19[] = {
#embed "../../Sources/PenstockDashboard/Templates/how.mustache"
};
static const unsigned char file_20[] = {
#embed "../../Sources/PenstockDashboard/Templates/inboxes.mustache"
};
static const unsigned char file_21[] = {
#embed "../../Sources/PenstockDashboard/Templates/job.mustache"
};
static const unsigned char file_22[] = {
#embed "../../Sources/PenstockDashboard/Templates/jobs.mustache"
};
static const unsigned char file_23[] = {
#embed "../../Sources/PenstockDashboard/Templates/layout.mustache"
};
static const unsigned char file_24[] = {
#embed "../../Sources/PenstockDashboard/Templates/learned.mustache"
};
static const unsigned char file_25[] = {
#embed "../../Sources/PenstockDashboard/Templates/learner.mustache"
};
static const unsigned char file_26[] = {
#embed "../../Sources/PenstockDashboard/Templates/learners.mustache"
};
static const unsigned char file_27[] = {
#embed "../../Sources/PenstockDashboard/Templates/link-report.mustache"
};
static const unsigned char file_28[] = {
#embed "../../Sources/PenstockDashboard/Templates/link.mustache"
};
static const unsigned char file_29[] = {
#embed "../../Sources/PenstockDashboard/Templates/live.mustache"
};
static const unsigned char file_30[] = {
#embed "../../Sources/PenstockDashboard/Templates/login.mustache"
};
static const unsigned char file_31[] = {
#embed "../../Sources/PenstockDashboard/Templates/overview.mustache"
};
static const unsigned char file_32[] = {
#embed "../../Sources/PenstockDashboard/Templates/pager.mustache"
};
static const unsigned char file_33[] = {
#embed "../../Sources/PenstockDashboard/Templates/pipeline.mustache"
};
static const unsigned char file_34[] = {
#embed "../../Sources/PenstockDashboard/Templates/pipelines.mustache"
};
static const unsigned char file_35[] = {
#embed "../../Sources/PenstockDashboard/Templates/plugins.mustache"
};
static const unsigned char file_36[] = {
#embed "../../Sources/PenstockDashboard/Templates/problem.mustache"
};
static const unsigned char file_37[] = {
#embed "../../Sources/PenstockDashboard/Templates/reference-form.mustache"
};
static const unsigned char file_38[] = {
#embed "../../Sources/PenstockDashboard/Templates/reference-topic.mustache"
};
static const unsigned char file_39[] = {
#embed "../../Sources/PenstockDashboard/Templates/reference.mustache"
};
static const unsigned char file_40[] = {
#embed "../../Sources/PenstockDashboard/Templates/signatures.mustache"
};
static const unsigned char file_41[] = {
#embed "../../Sources/PenstockDashboard/Templates/source.mustache"
};
static const unsigned char file_42[] = {
#embed "../../Sources/PenstockDashboard/Templates/sources.mustache"
};
static const unsigned char file_43[] = {
#embed "../../Sources/PenstockDashboard/Templates/switch.mustache"
};
static const unsigned char file_44[] = {
#embed "../../Sources/PenstockDashboard/Templates/test.mustache"
};
static const unsigned char file_45[] = {
#embed "../../Sources/PenstockDashboard/Templates/timings.mustache"
};
static const unsigned char file_46[] = {
#embed "../../Sources/PenstockDashboard/Templates/trial.mustache"
};

static const cdashboard_file files[] = {
    {"Sources/PenstockDashboard/Assets/icon.svg", file_0, sizeof file_0},
    {"Sources/PenstockDashboard/Assets/script.js", file_1, sizeof file_1},
    {"Sources/PenstockDashboard/Assets/style.css", file_2, sizeof file_2},
    {"Sources/PenstockDashboard/Templates/body.mustache", file_3, sizeof file_3},
    {"Sources/PenstockDashboard/Templates/bulk.mustache", file_4, sizeof file_4},
    {"Sources/PenstockDashboard/Templates/catalog.mustache", file_5, sizeof file_5},
    {"Sources/PenstockDashboard/Templates/caught.mustache", file_6, sizeof file_6},
    {"Sources/PenstockDashboard/Templates/certificate-table.mustache", file_7, sizeof file_7},
    {"Sources/PenstockDashboard/Templates/certificates.mustache", file_8, sizeof file_8},
    {"Sources/PenstockDashboard/Templates/chart.mustache", file_9, sizeof file_9},
    {"Sources/PenstockDashboard/Templates/dead.mustache", file_10, sizeof file_10},
    {"Sources/PenstockDashboard/Templates/deliveries.mustache", file_11, sizeof file_11},
    {"Sources/PenstockDashboard/Templates/delivery.mustache", file_12, sizeof file_12},
    {"Sources/PenstockDashboard/Templates/event-type.mustache", file_13, sizeof file_13},
    {"Sources/PenstockDashboard/Templates/event.mustache", file_14, sizeof file_14},
    {"Sources/PenstockDashboard/Templates/events.mustache", file_15, sizeof file_15},
    {"Sources/PenstockDashboard/Templates/facts.mustache", file_16, sizeof file_16},
    {"Sources/PenstockDashboard/Templates/fields.mustache", file_17, sizeof file_17},
    {"Sources/PenstockDashboard/Templates/filter.mustache", file_18, sizeof file_18},
    {"Sources/PenstockDashboard/Templates/how.mustache", file_19, sizeof file_19},
    {"Sources/PenstockDashboard/Templates/inboxes.mustache", file_20, sizeof file_20},
    {"Sources/PenstockDashboard/Templates/job.mustache", file_21, sizeof file_21},
    {"Sources/PenstockDashboard/Templates/jobs.mustache", file_22, sizeof file_22},
    {"Sources/PenstockDashboard/Templates/layout.mustache", file_23, sizeof file_23},
    {"Sources/PenstockDashboard/Templates/learned.mustache", file_24, sizeof file_24},
    {"Sources/PenstockDashboard/Templates/learner.mustache", file_25, sizeof file_25},
    {"Sources/PenstockDashboard/Templates/learners.mustache", file_26, sizeof file_26},
    {"Sources/PenstockDashboard/Templates/link-report.mustache", file_27, sizeof file_27},
    {"Sources/PenstockDashboard/Templates/link.mustache", file_28, sizeof file_28},
    {"Sources/PenstockDashboard/Templates/live.mustache", file_29, sizeof file_29},
    {"Sources/PenstockDashboard/Templates/login.mustache", file_30, sizeof file_30},
    {"Sources/PenstockDashboard/Templates/overview.mustache", file_31, sizeof file_31},
    {"Sources/PenstockDashboard/Templates/pager.mustache", file_32, sizeof file_32},
    {"Sources/PenstockDashboard/Templates/pipeline.mustache", file_33, sizeof file_33},
    {"Sources/PenstockDashboard/Templates/pipelines.mustache", file_34, sizeof file_34},
    {"Sources/PenstockDashboard/Templates/plugins.mustache", file_35, sizeof file_35},
    {"Sources/PenstockDashboard/Templates/problem.mustache", file_36, sizeof file_36},
    {"Sources/PenstockDashboard/Templates/reference-form.mustache", file_37, sizeof file_37},
    {"Sources/PenstockDashboard/Templates/reference-topic.mustache", file_38, sizeof file_38},
    {"Sources/PenstockDashboard/Templates/reference.mustache", file_39, sizeof file_39},
    {"Sources/PenstockDashboard/Templates/signatures.mustache", file_40, sizeof file_40},
    {"Sources/PenstockDashboard/Templates/source.mustache", file_41, sizeof file_41},
    {"Sources/PenstockDashboard/Templates/sources.mustache", file_42, sizeof file_42},
    {"Sources/PenstockDashboard/Templates/switch.mustache", file_43, sizeof file_43},
    {"Sources/PenstockDashboard/Templates/test.mustache", file_44, sizeof file_44},
    {"Sources/PenstockDashboard/Templates/timings.mustache", file_45, sizeof file_45},
    {"Sources/PenstockDashboard/Templates/trial.mustache", file_46, sizeof file_46},
};

size_t cdashboard_count(void) { return sizeof files / sizeof *files; }

const cdashboard_file *cdashboard_file_at(size_t index) { return index < cdashboard_count() ? &files[index] : 0; }
