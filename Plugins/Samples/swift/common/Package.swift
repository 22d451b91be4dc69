// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "PLUGIN_NAME",
    products: [.library(name: "PLUGIN_NAME", type: .dynamic, targets: ["PLUGIN_MODULEExport"])],
    targets: [
        // From Penstock: the interface, the kit, and what calls a stage in tests. Taken over as a whole, changed never.
        .target(name: "CPenstock", path: "Penstock/CPenstock"),
        .target(name: "PenstockPluginKit", dependencies: ["CPenstock"], path: "Penstock/PenstockPluginKit"),
        .target(
            name: "PluginTesting",
            dependencies: ["CPenstock", "PenstockPluginKit"],
            path: "Penstock/PluginTesting"
        ),

        // The plugin. The entry is a target of its own, so that its link flags are not those of the tests.
        .target(name: "PLUGIN_MODULE", dependencies: ["PenstockPluginKit"]),
        .target(
            name: "PLUGIN_MODULEExport",
            dependencies: ["PLUGIN_MODULE", "CPenstock"],
            linkerSettings: [
                // Only the entry is seen from outside, what is missing is found here, and nothing is ever unloaded.
                .unsafeFlags([
                    "-Xlinker", "--version-script=\(Context.packageDirectory)/exports.map", "-Xlinker", "-z",
                    "-Xlinker", "defs", "-Xlinker", "-z", "-Xlinker", "nodelete",
                ])
            ]
        ),
        .testTarget(name: "PLUGIN_MODULETests", dependencies: ["PLUGIN_MODULE", "PenstockPluginKit", "PluginTesting"]),
    ]
)
