// Written by scripts/support/embed-samples; do not change it by hand.
#include "csamples.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../../Plugins/exports.map"
};
static const unsigned char file_1[] = {
#embed "../../Samples/all/common/README.md"
};
static const unsigned char file_2[] = {
#embed "../../Samples/all/filter/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_3[] = {
#embed "../../Samples/all/sign/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_4[] = {
#embed "../../Samples/all/transform/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_5[] = {
#embed "../../Samples/all/transport/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_6[] = {
#embed "../../Samples/c-family/common/src/json_text.h"
};
static const unsigned char file_7[] = {
#embed "../../Samples/c-family/common/tests/host.h"
};
static const unsigned char file_8[] = {
#embed "../../Samples/c-family/filter/tests/tests.c"
};
static const unsigned char file_9[] = {
#embed "../../Samples/c-family/sign/tests/tests.c"
};
static const unsigned char file_10[] = {
#embed "../../Samples/c-family/transform/tests/tests.c"
};
static const unsigned char file_11[] = {
#embed "../../Samples/c-family/transport/src/own_thread.h"
};
static const unsigned char file_12[] = {
#embed "../../Samples/c-family/transport/tests/tests.c"
};
static const unsigned char file_13[] = {
#embed "../../Samples/c/common/Makefile"
};
static const unsigned char file_14[] = {
#embed "../../Samples/c/common/gitignore"
};
static const unsigned char file_15[] = {
#embed "../../Samples/c/common/src/library.c"
};
static const unsigned char file_16[] = {
#embed "../../Samples/c/common/src/stage.h"
};
static const unsigned char file_17[] = {
#embed "../../Samples/c/filter/src/filter.c"
};
static const unsigned char file_18[] = {
#embed "../../Samples/c/sign/src/sign.c"
};
static const unsigned char file_19[] = {
#embed "../../Samples/c/transform/src/transform.c"
};
static const unsigned char file_20[] = {
#embed "../../Samples/c/transport/src/transport.c"
};
static const unsigned char file_21[] = {
#embed "../../Samples/cpp/common/Makefile"
};
static const unsigned char file_22[] = {
#embed "../../Samples/cpp/common/gitignore"
};
static const unsigned char file_23[] = {
#embed "../../Samples/cpp/common/src/kit.hpp"
};
static const unsigned char file_24[] = {
#embed "../../Samples/cpp/common/src/library.cpp"
};
static const unsigned char file_25[] = {
#embed "../../Samples/cpp/common/src/stage.hpp"
};
static const unsigned char file_26[] = {
#embed "../../Samples/cpp/filter/src/filter.cpp"
};
static const unsigned char file_27[] = {
#embed "../../Samples/cpp/sign/src/sign.cpp"
};
static const unsigned char file_28[] = {
#embed "../../Samples/cpp/transform/src/transform.cpp"
};
static const unsigned char file_29[] = {
#embed "../../Samples/cpp/transport/src/transport.cpp"
};
static const unsigned char file_30[] = {
#embed "../../Samples/rust/common/Cargo.toml"
};
static const unsigned char file_31[] = {
#embed "../../Samples/rust/common/build.rs"
};
static const unsigned char file_32[] = {
#embed "../../Samples/rust/common/gitignore"
};
static const unsigned char file_33[] = {
#embed "../../Samples/rust/common/src/abi.rs"
};
static const unsigned char file_34[] = {
#embed "../../Samples/rust/common/src/json.rs"
};
static const unsigned char file_35[] = {
#embed "../../Samples/rust/common/src/kit.rs"
};
static const unsigned char file_36[] = {
#embed "../../Samples/rust/common/src/lib.rs"
};
static const unsigned char file_37[] = {
#embed "../../Samples/rust/common/tests/host/mod.rs"
};
static const unsigned char file_38[] = {
#embed "../../Samples/rust/common/tests/layout.rs"
};
static const unsigned char file_39[] = {
#embed "../../Samples/rust/filter/src/stage.rs"
};
static const unsigned char file_40[] = {
#embed "../../Samples/rust/filter/tests/stage.rs"
};
static const unsigned char file_41[] = {
#embed "../../Samples/rust/sign/src/stage.rs"
};
static const unsigned char file_42[] = {
#embed "../../Samples/rust/sign/tests/stage.rs"
};
static const unsigned char file_43[] = {
#embed "../../Samples/rust/transform/src/stage.rs"
};
static const unsigned char file_44[] = {
#embed "../../Samples/rust/transform/tests/stage.rs"
};
static const unsigned char file_45[] = {
#embed "../../Samples/rust/transport/src/own_thread.rs"
};
static const unsigned char file_46[] = {
#embed "../../Samples/rust/transport/src/stage.rs"
};
static const unsigned char file_47[] = {
#embed "../../Samples/rust/transport/tests/stage.rs"
};
static const unsigned char file_48[] = {
#embed "../../Samples/swift/common/Package.swift"
};
static const unsigned char file_49[] = {
#embed "../../Samples/swift/common/Sources/PLUGIN_MODULEExport/Export.swift"
};
static const unsigned char file_50[] = {
#embed "../../Samples/swift/common/gitignore"
};
static const unsigned char file_51[] = {
#embed "../../Samples/swift/filter/Sources/PLUGIN_MODULE/Contains.swift"
};
static const unsigned char file_52[] = {
#embed "../../Samples/swift/filter/Tests/PLUGIN_MODULETests/FilterTests.swift"
};
static const unsigned char file_53[] = {
#embed "../../Samples/swift/sign/Sources/PLUGIN_MODULE/Checksum.swift"
};
static const unsigned char file_54[] = {
#embed "../../Samples/swift/sign/Tests/PLUGIN_MODULETests/SignTests.swift"
};
static const unsigned char file_55[] = {
#embed "../../Samples/swift/transform/Sources/PLUGIN_MODULE/Envelope.swift"
};
static const unsigned char file_56[] = {
#embed "../../Samples/swift/transform/Tests/PLUGIN_MODULETests/TransformTests.swift"
};
static const unsigned char file_57[] = {
#embed "../../Samples/swift/transport/Sources/PLUGIN_MODULE/Spool.swift"
};
static const unsigned char file_58[] = {
#embed "../../Samples/swift/transport/Sources/PLUGIN_MODULE/Writer.swift"
};
static const unsigned char file_59[] = {
#embed "../../Samples/swift/transport/Tests/PLUGIN_MODULETests/TransportTests.swift"
};
static const unsigned char file_60[] = {
#embed "../../Sources/CPenstock/identity.c"
};
static const unsigned char file_61[] = {
#embed "../../Sources/CPenstock/include/module.modulemap"
};
static const unsigned char file_62[] = {
#embed "../../Sources/CPenstock/include/penstock.h"
};
static const unsigned char file_63[] = {
#embed "../../Sources/PenstockPluginKit/AttemptResult.swift"
};
static const unsigned char file_64[] = {
#embed "../../Sources/PenstockPluginKit/Bytes.swift"
};
static const unsigned char file_65[] = {
#embed "../../Sources/PenstockPluginKit/Call.swift"
};
static const unsigned char file_66[] = {
#embed "../../Sources/PenstockPluginKit/Configuration.swift"
};
static const unsigned char file_67[] = {
#embed "../../Sources/PenstockPluginKit/Delivery.swift"
};
static const unsigned char file_68[] = {
#embed "../../Sources/PenstockPluginKit/Host.swift"
};
static const unsigned char file_69[] = {
#embed "../../Sources/PenstockPluginKit/Instances.swift"
};
static const unsigned char file_70[] = {
#embed "../../Sources/PenstockPluginKit/Library.swift"
};
static const unsigned char file_71[] = {
#embed "../../Sources/PenstockPluginKit/Message.swift"
};
static const unsigned char file_72[] = {
#embed "../../Sources/PenstockPluginKit/Microseconds.swift"
};
static const unsigned char file_73[] = {
#embed "../../Sources/PenstockPluginKit/Operations.swift"
};
static const unsigned char file_74[] = {
#embed "../../Sources/PenstockPluginKit/Output.swift"
};
static const unsigned char file_75[] = {
#embed "../../Sources/PenstockPluginKit/PluginThread.swift"
};
static const unsigned char file_76[] = {
#embed "../../Sources/PenstockPluginKit/RawConfiguration.swift"
};
static const unsigned char file_77[] = {
#embed "../../Sources/PenstockPluginKit/Setup.swift"
};
static const unsigned char file_78[] = {
#embed "../../Sources/PenstockPluginKit/Stage.swift"
};
static const unsigned char file_79[] = {
#embed "../../Sources/PenstockPluginKit/StageFailure.swift"
};
static const unsigned char file_80[] = {
#embed "../../Tests/Fixtures/abi/layout.txt"
};
static const unsigned char file_81[] = {
#embed "../../Tests/PluginTesting/Answer.swift"
};
static const unsigned char file_82[] = {
#embed "../../Tests/PluginTesting/Arena.swift"
};
static const unsigned char file_83[] = {
#embed "../../Tests/PluginTesting/Completion.swift"
};
static const unsigned char file_84[] = {
#embed "../../Tests/PluginTesting/HarnessHost.swift"
};
static const unsigned char file_85[] = {
#embed "../../Tests/PluginTesting/StageHarness.swift"
};
static const unsigned char file_86[] = {
#embed "../../Tests/PluginTesting/TestCall.swift"
};
static const unsigned char file_87[] = {
#embed "../../Tests/PluginTesting/TestMessage.swift"
};
static const unsigned char file_88[] = {
#embed "../../pipelines/events/course.completed.yaml"
};

static const csamples_file files[] = {
    {"Plugins/exports.map", file_0, sizeof file_0},
    {"Samples/all/common/README.md", file_1, sizeof file_1},
    {"Samples/all/filter/pipelines/PLUGIN_NAME.yaml", file_2, sizeof file_2},
    {"Samples/all/sign/pipelines/PLUGIN_NAME.yaml", file_3, sizeof file_3},
    {"Samples/all/transform/pipelines/PLUGIN_NAME.yaml", file_4, sizeof file_4},
    {"Samples/all/transport/pipelines/PLUGIN_NAME.yaml", file_5, sizeof file_5},
    {"Samples/c-family/common/src/json_text.h", file_6, sizeof file_6},
    {"Samples/c-family/common/tests/host.h", file_7, sizeof file_7},
    {"Samples/c-family/filter/tests/tests.c", file_8, sizeof file_8},
    {"Samples/c-family/sign/tests/tests.c", file_9, sizeof file_9},
    {"Samples/c-family/transform/tests/tests.c", file_10, sizeof file_10},
    {"Samples/c-family/transport/src/own_thread.h", file_11, sizeof file_11},
    {"Samples/c-family/transport/tests/tests.c", file_12, sizeof file_12},
    {"Samples/c/common/Makefile", file_13, sizeof file_13},
    {"Samples/c/common/gitignore", file_14, sizeof file_14},
    {"Samples/c/common/src/library.c", file_15, sizeof file_15},
    {"Samples/c/common/src/stage.h", file_16, sizeof file_16},
    {"Samples/c/filter/src/filter.c", file_17, sizeof file_17},
    {"Samples/c/sign/src/sign.c", file_18, sizeof file_18},
    {"Samples/c/transform/src/transform.c", file_19, sizeof file_19},
    {"Samples/c/transport/src/transport.c", file_20, sizeof file_20},
    {"Samples/cpp/common/Makefile", file_21, sizeof file_21},
    {"Samples/cpp/common/gitignore", file_22, sizeof file_22},
    {"Samples/cpp/common/src/kit.hpp", file_23, sizeof file_23},
    {"Samples/cpp/common/src/library.cpp", file_24, sizeof file_24},
    {"Samples/cpp/common/src/stage.hpp", file_25, sizeof file_25},
    {"Samples/cpp/filter/src/filter.cpp", file_26, sizeof file_26},
    {"Samples/cpp/sign/src/sign.cpp", file_27, sizeof file_27},
    {"Samples/cpp/transform/src/transform.cpp", file_28, sizeof file_28},
    {"Samples/cpp/transport/src/transport.cpp", file_29, sizeof file_29},
    {"Samples/rust/common/Cargo.toml", file_30, sizeof file_30},
    {"Samples/rust/common/build.rs", file_31, sizeof file_31},
    {"Samples/rust/common/gitignore", file_32, sizeof file_32},
    {"Samples/rust/common/src/abi.rs", file_33, sizeof file_33},
    {"Samples/rust/common/src/json.rs", file_34, sizeof file_34},
    {"Samples/rust/common/src/kit.rs", file_35, sizeof file_35},
    {"Samples/rust/common/src/lib.rs", file_36, sizeof file_36},
    {"Samples/rust/common/tests/host/mod.rs", file_37, sizeof file_37},
    {"Samples/rust/common/tests/layout.rs", file_38, sizeof file_38},
    {"Samples/rust/filter/src/stage.rs", file_39, sizeof file_39},
    {"Samples/rust/filter/tests/stage.rs", file_40, sizeof file_40},
    {"Samples/rust/sign/src/stage.rs", file_41, sizeof file_41},
    {"Samples/rust/sign/tests/stage.rs", file_42, sizeof file_42},
    {"Samples/rust/transform/src/stage.rs", file_43, sizeof file_43},
    {"Samples/rust/transform/tests/stage.rs", file_44, sizeof file_44},
    {"Samples/rust/transport/src/own_thread.rs", file_45, sizeof file_45},
    {"Samples/rust/transport/src/stage.rs", file_46, sizeof file_46},
    {"Samples/rust/transport/tests/stage.rs", file_47, sizeof file_47},
    {"Samples/swift/common/Package.swift", file_48, sizeof file_48},
    {"Samples/swift/common/Sources/PLUGIN_MODULEExport/Export.swift", file_49, sizeof file_49},
    {"Samples/swift/common/gitignore", file_50, sizeof file_50},
    {"Samples/swift/filter/Sources/PLUGIN_MODULE/Contains.swift", file_51, sizeof file_51},
    {"Samples/swift/filter/Tests/PLUGIN_MODULETests/FilterTests.swift", file_52, sizeof file_52},
    {"Samples/swift/sign/Sources/PLUGIN_MODULE/Checksum.swift", file_53, sizeof file_53},
    {"Samples/swift/sign/Tests/PLUGIN_MODULETests/SignTests.swift", file_54, sizeof file_54},
    {"Samples/swift/transform/Sources/PLUGIN_MODULE/Envelope.swift", file_55, sizeof file_55},
    {"Samples/swift/transform/Tests/PLUGIN_MODULETests/TransformTests.swift", file_56, sizeof file_56},
    {"Samples/swift/transport/Sources/PLUGIN_MODULE/Spool.swift", file_57, sizeof file_57},
    {"Samples/swift/transport/Sources/PLUGIN_MODULE/Writer.swift", file_58, sizeof file_58},
    {"Samples/swift/transport/Tests/PLUGIN_MODULETests/TransportTests.swift", file_59, sizeof file_59},
    {"Sources/CPenstock/identity.c", file_60, sizeof file_60},
    {"Sources/CPenstock/include/module.modulemap", file_61, sizeof file_61},
    {"Sources/CPenstock/include/penstock.h", file_62, sizeof file_62},
    {"Sources/PenstockPluginKit/AttemptResult.swift", file_63, sizeof file_63},
    {"Sources/PenstockPluginKit/Bytes.swift", file_64, sizeof file_64},
    {"Sources/PenstockPluginKit/Call.swift", file_65, sizeof file_65},
    {"Sources/PenstockPluginKit/Configuration.swift", file_66, sizeof file_66},
    {"Sources/PenstockPluginKit/Delivery.swift", file_67, sizeof file_67},
    {"Sources/PenstockPluginKit/Host.swift", file_68, sizeof file_68},
    {"Sources/PenstockPluginKit/Instances.swift", file_69, sizeof file_69},
    {"Sources/PenstockPluginKit/Library.swift", file_70, sizeof file_70},
    {"Sources/PenstockPluginKit/Message.swift", file_71, sizeof file_71},
    {"Sources/PenstockPluginKit/Microseconds.swift", file_72, sizeof file_72},
    {"Sources/PenstockPluginKit/Operations.swift", file_73, sizeof file_73},
    {"Sources/PenstockPluginKit/Output.swift", file_74, sizeof file_74},
    {"Sources/PenstockPluginKit/PluginThread.swift", file_75, sizeof file_75},
    {"Sources/PenstockPluginKit/RawConfiguration.swift", file_76, sizeof file_76},
    {"Sources/PenstockPluginKit/Setup.swift", file_77, sizeof file_77},
    {"Sources/PenstockPluginKit/Stage.swift", file_78, sizeof file_78},
    {"Sources/PenstockPluginKit/StageFailure.swift", file_79, sizeof file_79},
    {"Tests/Fixtures/abi/layout.txt", file_80, sizeof file_80},
    {"Tests/PluginTesting/Answer.swift", file_81, sizeof file_81},
    {"Tests/PluginTesting/Arena.swift", file_82, sizeof file_82},
    {"Tests/PluginTesting/Completion.swift", file_83, sizeof file_83},
    {"Tests/PluginTesting/HarnessHost.swift", file_84, sizeof file_84},
    {"Tests/PluginTesting/StageHarness.swift", file_85, sizeof file_85},
    {"Tests/PluginTesting/TestCall.swift", file_86, sizeof file_86},
    {"Tests/PluginTesting/TestMessage.swift", file_87, sizeof file_87},
    {"pipelines/events/course.completed.yaml", file_88, sizeof file_88},
};

size_t csamples_count(void) { return sizeof files / sizeof *files; }

const csamples_file *csamples_file_at(size_t index) { return index < csamples_count() ? &files[index] : 0; }
