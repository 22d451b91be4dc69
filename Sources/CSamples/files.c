// Written by scripts/support/embed samples; do not change it by hand.
#include "csamples.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../../Plugins/Samples/all/common/README.md"
};
static const unsigned char file_1[] = {
#embed "../../Plugins/Samples/all/filter/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_2[] = {
#embed "../../Plugins/Samples/all/sign/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_3[] = {
#embed "../../Plugins/Samples/all/transform/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_4[] = {
#embed "../../Plugins/Samples/all/transport/pipelines/PLUGIN_NAME.yaml"
};
static const unsigned char file_5[] = {
#embed "../../Plugins/Samples/c-family/common/src/json_text.h"
};
static const unsigned char file_6[] = {
#embed "../../Plugins/Samples/c-family/common/tests/host.h"
};
static const unsigned char file_7[] = {
#embed "../../Plugins/Samples/c-family/filter/tests/tests.c"
};
static const unsigned char file_8[] = {
#embed "../../Plugins/Samples/c-family/sign/tests/tests.c"
};
static const unsigned char file_9[] = {
#embed "../../Plugins/Samples/c-family/transform/tests/tests.c"
};
static const unsigned char file_10[] = {
#embed "../../Plugins/Samples/c-family/transport/src/own_thread.h"
};
static const unsigned char file_11[] = {
#embed "../../Plugins/Samples/c-family/transport/tests/tests.c"
};
static const unsigned char file_12[] = {
#embed "../../Plugins/Samples/c/common/Makefile"
};
static const unsigned char file_13[] = {
#embed "../../Plugins/Samples/c/common/gitignore"
};
static const unsigned char file_14[] = {
#embed "../../Plugins/Samples/c/common/src/library.c"
};
static const unsigned char file_15[] = {
#embed "../../Plugins/Samples/c/common/src/stage.h"
};
static const unsigned char file_16[] = {
#embed "../../Plugins/Samples/c/filter/src/filter.c"
};
static const unsigned char file_17[] = {
#embed "../../Plugins/Samples/c/sign/src/sign.c"
};
static const unsigned char file_18[] = {
#embed "../../Plugins/Samples/c/transform/src/transform.c"
};
static const unsigned char file_19[] = {
#embed "../../Plugins/Samples/c/transport/src/transport.c"
};
static const unsigned char file_20[] = {
#embed "../../Plugins/Samples/cpp/common/Makefile"
};
static const unsigned char file_21[] = {
#embed "../../Plugins/Samples/cpp/common/gitignore"
};
static const unsigned char file_22[] = {
#embed "../../Plugins/Samples/cpp/common/src/kit.hpp"
};
static const unsigned char file_23[] = {
#embed "../../Plugins/Samples/cpp/common/src/library.cpp"
};
static const unsigned char file_24[] = {
#embed "../../Plugins/Samples/cpp/common/src/stage.hpp"
};
static const unsigned char file_25[] = {
#embed "../../Plugins/Samples/cpp/filter/src/filter.cpp"
};
static const unsigned char file_26[] = {
#embed "../../Plugins/Samples/cpp/sign/src/sign.cpp"
};
static const unsigned char file_27[] = {
#embed "../../Plugins/Samples/cpp/transform/src/transform.cpp"
};
static const unsigned char file_28[] = {
#embed "../../Plugins/Samples/cpp/transport/src/transport.cpp"
};
static const unsigned char file_29[] = {
#embed "../../Plugins/Samples/rust/common/Cargo.toml"
};
static const unsigned char file_30[] = {
#embed "../../Plugins/Samples/rust/common/build.rs"
};
static const unsigned char file_31[] = {
#embed "../../Plugins/Samples/rust/common/gitignore"
};
static const unsigned char file_32[] = {
#embed "../../Plugins/Samples/rust/common/src/abi.rs"
};
static const unsigned char file_33[] = {
#embed "../../Plugins/Samples/rust/common/src/json.rs"
};
static const unsigned char file_34[] = {
#embed "../../Plugins/Samples/rust/common/src/kit.rs"
};
static const unsigned char file_35[] = {
#embed "../../Plugins/Samples/rust/common/src/lib.rs"
};
static const unsigned char file_36[] = {
#embed "../../Plugins/Samples/rust/common/tests/host/mod.rs"
};
static const unsigned char file_37[] = {
#embed "../../Plugins/Samples/rust/common/tests/layout.rs"
};
static const unsigned char file_38[] = {
#embed "../../Plugins/Samples/rust/filter/src/stage.rs"
};
static const unsigned char file_39[] = {
#embed "../../Plugins/Samples/rust/filter/tests/stage.rs"
};
static const unsigned char file_40[] = {
#embed "../../Plugins/Samples/rust/sign/src/stage.rs"
};
static const unsigned char file_41[] = {
#embed "../../Plugins/Samples/rust/sign/tests/stage.rs"
};
static const unsigned char file_42[] = {
#embed "../../Plugins/Samples/rust/transform/src/stage.rs"
};
static const unsigned char file_43[] = {
#embed "../../Plugins/Samples/rust/transform/tests/stage.rs"
};
static const unsigned char file_44[] = {
#embed "../../Plugins/Samples/rust/transport/src/own_thread.rs"
};
static const unsigned char file_45[] = {
#embed "../../Plugins/Samples/rust/transport/src/stage.rs"
};
static const unsigned char file_46[] = {
#embed "../../Plugins/Samples/rust/transport/tests/stage.rs"
};
static const unsigned char file_47[] = {
#embed "../../Plugins/Samples/swift/common/Package.swift"
};
static const unsigned char file_48[] = {
#embed "../../Plugins/Samples/swift/common/Sources/PLUGIN_MODULEExport/Export.swift"
};
static const unsigned char file_49[] = {
#embed "../../Plugins/Samples/swift/common/gitignore"
};
static const unsigned char file_50[] = {
#embed "../../Plugins/Samples/swift/filter/Sources/PLUGIN_MODULE/Contains.swift"
};
static const unsigned char file_51[] = {
#embed "../../Plugins/Samples/swift/filter/Tests/PLUGIN_MODULETests/FilterTests.swift"
};
static const unsigned char file_52[] = {
#embed "../../Plugins/Samples/swift/sign/Sources/PLUGIN_MODULE/Checksum.swift"
};
static const unsigned char file_53[] = {
#embed "../../Plugins/Samples/swift/sign/Tests/PLUGIN_MODULETests/SignTests.swift"
};
static const unsigned char file_54[] = {
#embed "../../Plugins/Samples/swift/transform/Sources/PLUGIN_MODULE/Envelope.swift"
};
static const unsigned char file_55[] = {
#embed "../../Plugins/Samples/swift/transform/Tests/PLUGIN_MODULETests/TransformTests.swift"
};
static const unsigned char file_56[] = {
#embed "../../Plugins/Samples/swift/transport/Sources/PLUGIN_MODULE/Spool.swift"
};
static const unsigned char file_57[] = {
#embed "../../Plugins/Samples/swift/transport/Sources/PLUGIN_MODULE/Writer.swift"
};
static const unsigned char file_58[] = {
#embed "../../Plugins/Samples/swift/transport/Tests/PLUGIN_MODULETests/TransportTests.swift"
};
static const unsigned char file_59[] = {
#embed "../../Plugins/exports.map"
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
#embed "../../Sources/PenstockPluginKit/Directories.swift"
};
static const unsigned char file_69[] = {
#embed "../../Sources/PenstockPluginKit/Host.swift"
};
static const unsigned char file_70[] = {
#embed "../../Sources/PenstockPluginKit/Instances.swift"
};
static const unsigned char file_71[] = {
#embed "../../Sources/PenstockPluginKit/KeyValue.swift"
};
static const unsigned char file_72[] = {
#embed "../../Sources/PenstockPluginKit/Library.swift"
};
static const unsigned char file_73[] = {
#embed "../../Sources/PenstockPluginKit/Message.swift"
};
static const unsigned char file_74[] = {
#embed "../../Sources/PenstockPluginKit/Metrics.swift"
};
static const unsigned char file_75[] = {
#embed "../../Sources/PenstockPluginKit/Microseconds.swift"
};
static const unsigned char file_76[] = {
#embed "../../Sources/PenstockPluginKit/Operations.swift"
};
static const unsigned char file_77[] = {
#embed "../../Sources/PenstockPluginKit/Output.swift"
};
static const unsigned char file_78[] = {
#embed "../../Sources/PenstockPluginKit/PluginThread.swift"
};
static const unsigned char file_79[] = {
#embed "../../Sources/PenstockPluginKit/RawConfiguration.swift"
};
static const unsigned char file_80[] = {
#embed "../../Sources/PenstockPluginKit/Setup.swift"
};
static const unsigned char file_81[] = {
#embed "../../Sources/PenstockPluginKit/Stage.swift"
};
static const unsigned char file_82[] = {
#embed "../../Sources/PenstockPluginKit/StageFailure.swift"
};
static const unsigned char file_83[] = {
#embed "../../Tests/Fixtures/abi/layout.txt"
};
static const unsigned char file_84[] = {
#embed "../../Tests/PluginTesting/Answer.swift"
};
static const unsigned char file_85[] = {
#embed "../../Tests/PluginTesting/Arena.swift"
};
static const unsigned char file_86[] = {
#embed "../../Tests/PluginTesting/Completion.swift"
};
static const unsigned char file_87[] = {
#embed "../../Tests/PluginTesting/FakeDirectories.swift"
};
static const unsigned char file_88[] = {
#embed "../../Tests/PluginTesting/FakeKeyValue.swift"
};
static const unsigned char file_89[] = {
#embed "../../Tests/PluginTesting/FakeMetrics.swift"
};
static const unsigned char file_90[] = {
#embed "../../Tests/PluginTesting/HarnessHost.swift"
};
static const unsigned char file_91[] = {
#embed "../../Tests/PluginTesting/StageHarness.swift"
};
static const unsigned char file_92[] = {
#embed "../../Tests/PluginTesting/TestCall.swift"
};
static const unsigned char file_93[] = {
#embed "../../Tests/PluginTesting/TestMessage.swift"
};
static const unsigned char file_94[] = {
#embed "../../docs/receivers/Webhooks.java"
};
static const unsigned char file_95[] = {
#embed "../../docs/receivers/verify.go"
};
static const unsigned char file_96[] = {
#embed "../../docs/receivers/verify.mjs"
};
static const unsigned char file_97[] = {
#embed "../../docs/receivers/verify.php"
};
static const unsigned char file_98[] = {
#embed "../../docs/receivers/verify.py"
};
static const unsigned char file_99[] = {
#embed "../../docs/receivers/verify.rb"
};
static const unsigned char file_100[] = {
#embed "../../pipelines/events/certification.certified.yaml"
};
static const unsigned char file_101[] = {
#embed "../../pipelines/events/certification.recertified.yaml"
};
static const unsigned char file_102[] = {
#embed "../../pipelines/events/course.completed.yaml"
};
static const unsigned char file_103[] = {
#embed "../../pipelines/events/course.started.yaml"
};
static const unsigned char file_104[] = {
#embed "../../pipelines/events/ilt.completed.yaml"
};
static const unsigned char file_105[] = {
#embed "../../pipelines/events/ilt.started.yaml"
};
static const unsigned char file_106[] = {
#embed "../../pipelines/events/learning_path.completed.yaml"
};
static const unsigned char file_107[] = {
#embed "../../pipelines/events/learning_path.started.yaml"
};
static const unsigned char file_108[] = {
#embed "../../pipelines/events/user.added.yaml"
};
static const unsigned char file_109[] = {
#embed "../../pipelines/penstock.yaml"
};
static const unsigned char file_110[] = {
#embed "../../pipelines/sources/360learning.test.yaml"
};
static const unsigned char file_111[] = {
#embed "../../pipelines/sources/360learning.yaml"
};
static const unsigned char file_112[] = {
#embed "../../pipelines/sources/axis.test.yaml"
};
static const unsigned char file_113[] = {
#embed "../../pipelines/sources/axis.yaml"
};
static const unsigned char file_114[] = {
#embed "../../pipelines/sources/docebo.test.yaml"
};
static const unsigned char file_115[] = {
#embed "../../pipelines/sources/docebo.yaml"
};
static const unsigned char file_116[] = {
#embed "../../pipelines/sources/generic.test.yaml"
};
static const unsigned char file_117[] = {
#embed "../../pipelines/sources/generic.yaml"
};
static const unsigned char file_118[] = {
#embed "../../pipelines/sources/learn365.test.yaml"
};
static const unsigned char file_119[] = {
#embed "../../pipelines/sources/learn365.yaml"
};
static const unsigned char file_120[] = {
#embed "../../pipelines/sources/litmos.test.yaml"
};
static const unsigned char file_121[] = {
#embed "../../pipelines/sources/litmos.yaml"
};
static const unsigned char file_122[] = {
#embed "../../pipelines/sources/moodle.test.yaml"
};
static const unsigned char file_123[] = {
#embed "../../pipelines/sources/moodle.yaml"
};
static const unsigned char file_124[] = {
#embed "../../pipelines/sources/thinkific.test.yaml"
};
static const unsigned char file_125[] = {
#embed "../../pipelines/sources/thinkific.yaml"
};
static const unsigned char file_126[] = {
#embed "../../pipelines/starter/README.md"
};
static const unsigned char file_127[] = {
#embed "../../pipelines/starter/env.example"
};
static const unsigned char file_128[] = {
#embed "../../pipelines/starter/gitignore"
};
static const unsigned char file_129[] = {
#embed "../../pipelines/starter/passed.yaml"
};

static const csamples_file files[] = {
    {"Plugins/Samples/all/common/README.md", file_0, sizeof file_0},
    {"Plugins/Samples/all/filter/pipelines/PLUGIN_NAME.yaml", file_1, sizeof file_1},
    {"Plugins/Samples/all/sign/pipelines/PLUGIN_NAME.yaml", file_2, sizeof file_2},
    {"Plugins/Samples/all/transform/pipelines/PLUGIN_NAME.yaml", file_3, sizeof file_3},
    {"Plugins/Samples/all/transport/pipelines/PLUGIN_NAME.yaml", file_4, sizeof file_4},
    {"Plugins/Samples/c-family/common/src/json_text.h", file_5, sizeof file_5},
    {"Plugins/Samples/c-family/common/tests/host.h", file_6, sizeof file_6},
    {"Plugins/Samples/c-family/filter/tests/tests.c", file_7, sizeof file_7},
    {"Plugins/Samples/c-family/sign/tests/tests.c", file_8, sizeof file_8},
    {"Plugins/Samples/c-family/transform/tests/tests.c", file_9, sizeof file_9},
    {"Plugins/Samples/c-family/transport/src/own_thread.h", file_10, sizeof file_10},
    {"Plugins/Samples/c-family/transport/tests/tests.c", file_11, sizeof file_11},
    {"Plugins/Samples/c/common/Makefile", file_12, sizeof file_12},
    {"Plugins/Samples/c/common/gitignore", file_13, sizeof file_13},
    {"Plugins/Samples/c/common/src/library.c", file_14, sizeof file_14},
    {"Plugins/Samples/c/common/src/stage.h", file_15, sizeof file_15},
    {"Plugins/Samples/c/filter/src/filter.c", file_16, sizeof file_16},
    {"Plugins/Samples/c/sign/src/sign.c", file_17, sizeof file_17},
    {"Plugins/Samples/c/transform/src/transform.c", file_18, sizeof file_18},
    {"Plugins/Samples/c/transport/src/transport.c", file_19, sizeof file_19},
    {"Plugins/Samples/cpp/common/Makefile", file_20, sizeof file_20},
    {"Plugins/Samples/cpp/common/gitignore", file_21, sizeof file_21},
    {"Plugins/Samples/cpp/common/src/kit.hpp", file_22, sizeof file_22},
    {"Plugins/Samples/cpp/common/src/library.cpp", file_23, sizeof file_23},
    {"Plugins/Samples/cpp/common/src/stage.hpp", file_24, sizeof file_24},
    {"Plugins/Samples/cpp/filter/src/filter.cpp", file_25, sizeof file_25},
    {"Plugins/Samples/cpp/sign/src/sign.cpp", file_26, sizeof file_26},
    {"Plugins/Samples/cpp/transform/src/transform.cpp", file_27, sizeof file_27},
    {"Plugins/Samples/cpp/transport/src/transport.cpp", file_28, sizeof file_28},
    {"Plugins/Samples/rust/common/Cargo.toml", file_29, sizeof file_29},
    {"Plugins/Samples/rust/common/build.rs", file_30, sizeof file_30},
    {"Plugins/Samples/rust/common/gitignore", file_31, sizeof file_31},
    {"Plugins/Samples/rust/common/src/abi.rs", file_32, sizeof file_32},
    {"Plugins/Samples/rust/common/src/json.rs", file_33, sizeof file_33},
    {"Plugins/Samples/rust/common/src/kit.rs", file_34, sizeof file_34},
    {"Plugins/Samples/rust/common/src/lib.rs", file_35, sizeof file_35},
    {"Plugins/Samples/rust/common/tests/host/mod.rs", file_36, sizeof file_36},
    {"Plugins/Samples/rust/common/tests/layout.rs", file_37, sizeof file_37},
    {"Plugins/Samples/rust/filter/src/stage.rs", file_38, sizeof file_38},
    {"Plugins/Samples/rust/filter/tests/stage.rs", file_39, sizeof file_39},
    {"Plugins/Samples/rust/sign/src/stage.rs", file_40, sizeof file_40},
    {"Plugins/Samples/rust/sign/tests/stage.rs", file_41, sizeof file_41},
    {"Plugins/Samples/rust/transform/src/stage.rs", file_42, sizeof file_42},
    {"Plugins/Samples/rust/transform/tests/stage.rs", file_43, sizeof file_43},
    {"Plugins/Samples/rust/transport/src/own_thread.rs", file_44, sizeof file_44},
    {"Plugins/Samples/rust/transport/src/stage.rs", file_45, sizeof file_45},
    {"Plugins/Samples/rust/transport/tests/stage.rs", file_46, sizeof file_46},
    {"Plugins/Samples/swift/common/Package.swift", file_47, sizeof file_47},
    {"Plugins/Samples/swift/common/Sources/PLUGIN_MODULEExport/Export.swift", file_48, sizeof file_48},
    {"Plugins/Samples/swift/common/gitignore", file_49, sizeof file_49},
    {"Plugins/Samples/swift/filter/Sources/PLUGIN_MODULE/Contains.swift", file_50, sizeof file_50},
    {"Plugins/Samples/swift/filter/Tests/PLUGIN_MODULETests/FilterTests.swift", file_51, sizeof file_51},
    {"Plugins/Samples/swift/sign/Sources/PLUGIN_MODULE/Checksum.swift", file_52, sizeof file_52},
    {"Plugins/Samples/swift/sign/Tests/PLUGIN_MODULETests/SignTests.swift", file_53, sizeof file_53},
    {"Plugins/Samples/swift/transform/Sources/PLUGIN_MODULE/Envelope.swift", file_54, sizeof file_54},
    {"Plugins/Samples/swift/transform/Tests/PLUGIN_MODULETests/TransformTests.swift", file_55, sizeof file_55},
    {"Plugins/Samples/swift/transport/Sources/PLUGIN_MODULE/Spool.swift", file_56, sizeof file_56},
    {"Plugins/Samples/swift/transport/Sources/PLUGIN_MODULE/Writer.swift", file_57, sizeof file_57},
    {"Plugins/Samples/swift/transport/Tests/PLUGIN_MODULETests/TransportTests.swift", file_58, sizeof file_58},
    {"Plugins/exports.map", file_59, sizeof file_59},
    {"Sources/CPenstock/identity.c", file_60, sizeof file_60},
    {"Sources/CPenstock/include/module.modulemap", file_61, sizeof file_61},
    {"Sources/CPenstock/include/penstock.h", file_62, sizeof file_62},
    {"Sources/PenstockPluginKit/AttemptResult.swift", file_63, sizeof file_63},
    {"Sources/PenstockPluginKit/Bytes.swift", file_64, sizeof file_64},
    {"Sources/PenstockPluginKit/Call.swift", file_65, sizeof file_65},
    {"Sources/PenstockPluginKit/Configuration.swift", file_66, sizeof file_66},
    {"Sources/PenstockPluginKit/Delivery.swift", file_67, sizeof file_67},
    {"Sources/PenstockPluginKit/Directories.swift", file_68, sizeof file_68},
    {"Sources/PenstockPluginKit/Host.swift", file_69, sizeof file_69},
    {"Sources/PenstockPluginKit/Instances.swift", file_70, sizeof file_70},
    {"Sources/PenstockPluginKit/KeyValue.swift", file_71, sizeof file_71},
    {"Sources/PenstockPluginKit/Library.swift", file_72, sizeof file_72},
    {"Sources/PenstockPluginKit/Message.swift", file_73, sizeof file_73},
    {"Sources/PenstockPluginKit/Metrics.swift", file_74, sizeof file_74},
    {"Sources/PenstockPluginKit/Microseconds.swift", file_75, sizeof file_75},
    {"Sources/PenstockPluginKit/Operations.swift", file_76, sizeof file_76},
    {"Sources/PenstockPluginKit/Output.swift", file_77, sizeof file_77},
    {"Sources/PenstockPluginKit/PluginThread.swift", file_78, sizeof file_78},
    {"Sources/PenstockPluginKit/RawConfiguration.swift", file_79, sizeof file_79},
    {"Sources/PenstockPluginKit/Setup.swift", file_80, sizeof file_80},
    {"Sources/PenstockPluginKit/Stage.swift", file_81, sizeof file_81},
    {"Sources/PenstockPluginKit/StageFailure.swift", file_82, sizeof file_82},
    {"Tests/Fixtures/abi/layout.txt", file_83, sizeof file_83},
    {"Tests/PluginTesting/Answer.swift", file_84, sizeof file_84},
    {"Tests/PluginTesting/Arena.swift", file_85, sizeof file_85},
    {"Tests/PluginTesting/Completion.swift", file_86, sizeof file_86},
    {"Tests/PluginTesting/FakeDirectories.swift", file_87, sizeof file_87},
    {"Tests/PluginTesting/FakeKeyValue.swift", file_88, sizeof file_88},
    {"Tests/PluginTesting/FakeMetrics.swift", file_89, sizeof file_89},
    {"Tests/PluginTesting/HarnessHost.swift", file_90, sizeof file_90},
    {"Tests/PluginTesting/StageHarness.swift", file_91, sizeof file_91},
    {"Tests/PluginTesting/TestCall.swift", file_92, sizeof file_92},
    {"Tests/PluginTesting/TestMessage.swift", file_93, sizeof file_93},
    {"docs/receivers/Webhooks.java", file_94, sizeof file_94},
    {"docs/receivers/verify.go", file_95, sizeof file_95},
    {"docs/receivers/verify.mjs", file_96, sizeof file_96},
    {"docs/receivers/verify.php", file_97, sizeof file_97},
    {"docs/receivers/verify.py", file_98, sizeof file_98},
    {"docs/receivers/verify.rb", file_99, sizeof file_99},
    {"pipelines/events/certification.certified.yaml", file_100, sizeof file_100},
    {"pipelines/events/certification.recertified.yaml", file_101, sizeof file_101},
    {"pipelines/events/course.completed.yaml", file_102, sizeof file_102},
    {"pipelines/events/course.started.yaml", file_103, sizeof file_103},
    {"pipelines/events/ilt.completed.yaml", file_104, sizeof file_104},
    {"pipelines/events/ilt.started.yaml", file_105, sizeof file_105},
    {"pipelines/events/learning_path.completed.yaml", file_106, sizeof file_106},
    {"pipelines/events/learning_path.started.yaml", file_107, sizeof file_107},
    {"pipelines/events/user.added.yaml", file_108, sizeof file_108},
    {"pipelines/penstock.yaml", file_109, sizeof file_109},
    {"pipelines/sources/360learning.test.yaml", file_110, sizeof file_110},
    {"pipelines/sources/360learning.yaml", file_111, sizeof file_111},
    {"pipelines/sources/axis.test.yaml", file_112, sizeof file_112},
    {"pipelines/sources/axis.yaml", file_113, sizeof file_113},
    {"pipelines/sources/docebo.test.yaml", file_114, sizeof file_114},
    {"pipelines/sources/docebo.yaml", file_115, sizeof file_115},
    {"pipelines/sources/generic.test.yaml", file_116, sizeof file_116},
    {"pipelines/sources/generic.yaml", file_117, sizeof file_117},
    {"pipelines/sources/learn365.test.yaml", file_118, sizeof file_118},
    {"pipelines/sources/learn365.yaml", file_119, sizeof file_119},
    {"pipelines/sources/litmos.test.yaml", file_120, sizeof file_120},
    {"pipelines/sources/litmos.yaml", file_121, sizeof file_121},
    {"pipelines/sources/moodle.test.yaml", file_122, sizeof file_122},
    {"pipelines/sources/moodle.yaml", file_123, sizeof file_123},
    {"pipelines/sources/thinkific.test.yaml", file_124, sizeof file_124},
    {"pipelines/sources/thinkific.yaml", file_125, sizeof file_125},
    {"pipelines/starter/README.md", file_126, sizeof file_126},
    {"pipelines/starter/env.example", file_127, sizeof file_127},
    {"pipelines/starter/gitignore", file_128, sizeof file_128},
    {"pipelines/starter/passed.yaml", file_129, sizeof file_129},
};

size_t csamples_count(void) { return sizeof files / sizeof *files; }

const csamples_file *csamples_file_at(size_t index) { return index < csamples_count() ? &files[index] : 0; }
