/// A language that `plugin new` writes a project in.
package enum SampleLanguage: String, CaseIterable, Sendable {
    case swift, c, cpp, rust
}

extension SampleLanguage {
    /// The directories of `Samples` that a project is laid together from; each has a part for all kinds, and one for
    /// each.
    var layers: [String] {
        switch self {
        case .swift: ["all", "swift"]
        case .c: ["all", "c-family", "c"]
        case .cpp: ["all", "c-family", "cpp"]
        case .rust: ["all", "rust"]
        }
    }

    /// What else of the repository goes into a project, and where.
    var borrowed: [CarriedFiles.File] {
        switch self {
        case .swift:
            [
                ("Sources/CPenstock", "CPenstock"), ("Sources/PenstockPluginKit", "PenstockPluginKit"),
                ("Tests/PluginTesting", "PluginTesting"),
            ]
            .flatMap { source, name in
                CarriedFiles.below(source).map { .init(path: "Penstock/\(name)/\($0.path)", bytes: $0.bytes) }
            } + CarriedFiles.file("Plugins/exports.map", as: "exports.map")
        case .c, .cpp:
            CarriedFiles.file("Sources/CPenstock/include/penstock.h", as: "include/penstock.h")
                + CarriedFiles.file("Plugins/exports.map", as: "exports.map")
        case .rust:
            CarriedFiles.file("Sources/CPenstock/include/penstock.h", as: "penstock.h")
                + CarriedFiles.file("Tests/Fixtures/abi/layout.txt", as: "tests/layout.txt")
        }
    }

    var buildCommand: String {
        switch self {
        case .swift: "swift build -c release"
        case .c, .cpp: "make"
        case .rust: "cargo build --release --offline"
        }
    }

    var testCommand: String {
        switch self {
        case .swift: "swift test"
        case .c, .cpp: "make test"
        case .rust: "cargo test --offline"
        }
    }

    /// Where the plugin lies once it is built.
    var outputDirectory: String {
        switch self {
        case .swift: ".build/release"
        case .c, .cpp: "build"
        case .rust: "target/release"
        }
    }

    /// The name of the plugin's file.
    func fileName(of name: SampleName) -> String {
        switch self {
        case .swift: "lib\(name.text).so"
        case .c, .cpp: "\(name.text).so"
        case .rust: "lib\(name.crate).so"
        }
    }
}
