// swift-tools-version: 6.3
import PackageDescription

// MARK: - Building blocks

/// One plugin: `Plugins/<name>/Stages` holds all the code, `Plugins/<name>/Export` the one exported entry.
///
/// Every plugin target needs an explicit `path:`, because SwiftPM reads a top-level `Plugins/` as the place of its own
/// build plugins.
func plugin(_ name: String, uses dependencies: [Target.Dependency] = []) -> [Target] {
    [
        .target(
            name: "\(name)Stages",
            dependencies: ["PenstockPluginKit"] + dependencies,
            path: "Plugins/\(name)/Stages"
        ),
        .target(
            name: name,
            dependencies: [.byName(name: "\(name)Stages"), "CPenstock"],
            path: "Plugins/\(name)/Export",
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/exports.map",
                    "-Xlinker", "-z", "-Xlinker", "defs", "-Xlinker", "-z", "-Xlinker", "nodelete",
                ])
            ]
        ),
    ]
}

/// A C library of the system: `module.modulemap` and `shim.h`, nothing else.
func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func tests(_ name: String, of dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests")
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let tls = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let plugins = ["Match", "JQ", "Template", "Lookup", "Insight", "Signatures", "HTTP", "Mail"]

// MARK: - The package

let package = Package(
    name: "penstock",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "penstock", targets: ["penstock"]),
        .executable(name: "penstock-worker", targets: ["penstock-worker"]),
    ]
        + plugins.map { .library(name: $0, type: .dynamic, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Leaves: C headers of the system, our ABI, and JSON as bytes.
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CJQ", apt: "libjq-dev"),
        system("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
        system("CGMime", pkgConfig: "gmime-3.0", apt: "libgmime-3.0-dev"),
        system("CProcess", apt: "libc6-dev"),
        .target(name: "CPenstock"),
        .target(name: "CPenstockHost"),
        .target(name: "CPenstockRecorder", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "CIsolation"),
        .target(name: "PenstockJSON"),
        // What the host and a worker say to each other.
        .target(name: "PenstockWire", dependencies: ["CPenstock"]),

        // What plugins may import.
        .target(name: "PenstockPluginKit", dependencies: ["CPenstock"]),
        .target(
            name: "PenstockTemplates",
            dependencies: ["PenstockJSON", .product(name: "Mustache", package: "swift-mustache")]
        ),

        .target(name: "PenstockConditions", dependencies: ["PenstockJSON", "PenstockPluginKit", "CPCRE2"]),

        // The host, each importing only what stands above it.
        .target(name: "PenstockCore", dependencies: ["PenstockJSON"]),
        .target(name: "PenstockYAML", dependencies: ["PenstockCore", "PenstockJSON", "CYAML"]),
        .target(
            name: "PenstockPlugins",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockWire", "CPenstock", "CPenstockHost", "CPenstockRecorder",
                "CIsolation", crypto, logging,
            ]
        ),
        .target(
            name: "PenstockPipelines",
            dependencies: ["PenstockCore", "PenstockJSON", "PenstockYAML", "PenstockPlugins", "PenstockSignatures"]
        ),
        .target(
            name: "PenstockEngine",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockPlugins", "PenstockPipelines", lifecycle, logging, crypto,
            ]
        ),
        .target(
            name: "PenstockSources",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockPlugins", "PenstockPipelines", "PenstockEngine",
                "PenstockSignatures", crypto,
            ]
        ),
        .target(name: "PenstockSQLite", dependencies: ["PenstockCore", "CSQLite", crypto]),
        // Whether a request is signed, and if it is not, why.
        .target(name: "PenstockSignatures", dependencies: ["PenstockCore", "PenstockJSON", crypto]),
        // The rows of files with history.
        .target(name: "PenstockImport", dependencies: ["PenstockJSON"]),
        // A receiver for developers.
        .target(
            name: "PenstockCatch",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockSignatures",
                .product(name: "Hummingbird", package: "hummingbird"), lifecycle, logging,
            ]
        ),
        // The pages of the dashboard, and the files they are made of.
        .target(name: "CDashboard"),
        .target(
            name: "PenstockDashboard",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockYAML", "PenstockEngine", "PenstockPipelines",
                "PenstockSignatures", "CDashboard", .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Assets", "Templates"]
        ),
        .target(
            name: "PenstockServer",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockEngine", "PenstockPipelines", "PenstockSources",
                "PenstockSignatures", "PenstockCatch", "PenstockDashboard", "PenstockSamples",
                .product(name: "Hummingbird", package: "hummingbird"), crypto, tls, lifecycle, logging,
            ]
        ),
        // The projects that `penstock plugin new` writes, and the files they are made of.
        .target(name: "CSamples"),
        .target(name: "PenstockSamples", dependencies: ["PenstockPlugins", "CSamples"]),
        // What `penstock bench` does, and the two ends of a measurement.
        .target(name: "CBench", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "PenstockBench", dependencies: ["PenstockJSON", "CBench"]),
        // What `penstock plugin check` does.
        .target(name: "CConformance", cSettings: [.define("_GNU_SOURCE")]),
        .target(
            name: "PenstockConformance",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockPlugins", "PenstockPipelines", "CPenstock", "CConformance",
            ]
        ),
        // A process for a plugin that is isolated; beside the host's executable.
        .executableTarget(name: "penstock-worker", dependencies: ["PenstockWire", "CPenstock", "CIsolation"]),
        // What a call of a stage costs.
        .executableTarget(
            name: "bench-stage-calls",
            dependencies: ["PenstockPlugins", "PenstockCore", "CPenstock", logging],
            path: "Benchmarks/stage-calls",
            exclude: ["run", "nothing.c", "count.c"]
        ),
        // What measures cost the store.
        .executableTarget(
            name: "bench-measures",
            dependencies: ["PenstockCore", "PenstockSQLite"],
            path: "Benchmarks/measures",
            exclude: ["run", "intake"]
        ),
        .executableTarget(
            name: "penstock",
            dependencies: [
                "PenstockCore", "PenstockJSON", "PenstockYAML", "PenstockPlugins", "PenstockPipelines",
                "PenstockEngine", "PenstockSources", "PenstockSQLite", "PenstockServer", "PenstockBench",
                "PenstockConformance", "PenstockSamples", "PenstockSignatures", "PenstockCatch", "PenstockImport",
                "CProcess", tls, lifecycle, logging,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
    ]
        + plugin("Match", uses: ["PenstockConditions", "PenstockJSON"])
        + plugin("JQ", uses: ["CJQ"])
        + plugin("Template", uses: ["PenstockTemplates", "PenstockJSON"])
        + plugin("Lookup", uses: ["PenstockJSON"])
        + plugin("Insight", uses: ["PenstockConditions", "PenstockJSON"])
        + plugin("Signatures", uses: [crypto])
        + plugin("HTTP", uses: ["PenstockTemplates", "PenstockJSON", "CCurl"])
        + plugin("Mail", uses: ["PenstockTemplates", "PenstockJSON", "CCurl", "CGMime"])
        + [
            // Calls stage types through their C tables, as the host does.
            .target(
                name: "PluginTesting",
                dependencies: ["CPenstock", "PenstockPluginKit"],
                path: "Tests/PluginTesting"
            ),
            tests("PenstockJSON", of: ["PenstockJSON"]),
            tests("PenstockPluginKit", of: ["PenstockPluginKit", "PluginTesting"]),
            tests("PenstockWire", of: ["PenstockWire", "CPenstock"]),
            tests("PenstockTemplates", of: ["PenstockTemplates", "PenstockJSON"]),
            tests("PenstockCore", of: ["PenstockCore", "PenstockJSON"]),
            tests("PenstockYAML", of: ["PenstockYAML", "PenstockCore", "PenstockJSON"]),
            tests("PenstockPlugins", of: ["PenstockPlugins", "PenstockCore", "PenstockJSON", logging]),
            tests(
                "PenstockPipelines",
                of: [
                    "PenstockPipelines", "PenstockCore", "PenstockJSON", "PenstockPlugins", "PenstockSignatures",
                    "PenstockYAML",
                ]
            ),
            tests(
                "PenstockEngine",
                of: [
                    "PenstockEngine", "PenstockCore", "PenstockJSON", "PenstockSQLite", "PenstockPipelines",
                    "PenstockPlugins", logging, lifecycle,
                ]
            ),
            tests(
                "PenstockSources",
                of: [
                    "PenstockSources", "PenstockCore", "PenstockEngine", "PenstockJSON", "PenstockPipelines",
                    "PenstockPlugins",
                ]
            ),
            tests("PenstockSQLite", of: ["PenstockSQLite", "PenstockCore"]),
            tests(
                "PenstockSignatures",
                of: ["PenstockSignatures", "PenstockCore", "SignaturesStages", "PluginTesting"]
            ),
            tests("PenstockImport", of: ["PenstockImport", "PenstockJSON"]),
            tests("PenstockBench", of: ["PenstockBench", "PenstockJSON"]),
            tests(
                "PenstockConformance",
                of: ["PenstockConformance", "PenstockJSON", "PenstockPipelines"]
            ),
            tests("PenstockSamples", of: ["PenstockSamples", "PenstockPlugins"]),
            tests("PenstockCatch", of: ["PenstockCatch", "PenstockCore", "PenstockJSON", "PenstockSignatures"]),
            tests(
                "PenstockDashboard",
                of: [
                    "PenstockDashboard", "PenstockCore", "PenstockJSON", "PenstockEngine", "PenstockPipelines",
                    "PenstockPlugins", "PenstockSignatures",
                ]
            ),
            tests(
                "PenstockServer",
                of: [
                    "PenstockServer", "PenstockCore", "PenstockEngine", "PenstockPipelines", "PenstockPlugins",
                    "PenstockSources", "PenstockCatch", "PenstockSignatures", "PenstockSamples",
                ]
            ),
            tests("Penstock", of: ["PenstockJSON", "PenstockYAML", "PenstockPipelines"]),
        ]
        + plugins.map { tests($0, of: [.byName(name: "\($0)Stages"), "PluginTesting", "PenstockPluginKit"]) }
)

// MARK: - Settings, the same for every target

for target in package.targets where ![.system, .binary, .plugin].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .enableUpcomingFeature("InferIsolatedConformances"), .enableUpcomingFeature("ImmutableWeakCaptures"),
            .strictMemorySafety(), .treatAllWarnings(as: .error), .treatWarning("DeprecatedDeclaration", as: .warning),
        ]
}
