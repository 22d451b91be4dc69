/// What a stage does in a pipeline.
package enum StageKind: String, Sendable, CaseIterable {
    case filter, transform, sign, transport
}

/// A loaded shared library.
package struct Plugin: Sendable {
    package let id: String
    package let version: String
    package let vendor: String
    /// Where it was found; what runs is a private copy of it.
    package let file: String
    /// SHA-256 of the file.
    package let digest: String
    package let compiler: String?
    package let stageTypes: [StageType]
    /// Where it runs, unless a stage asks for something else.
    package let placement: Placement
    let source: LibrarySource
}

/// Something about a plugin file that people must know.
package struct PluginProblem: Sendable, Equatable {
    package var file: String
    package var isError: Bool
    /// One whole sentence, with the file's name.
    package var sentence: String

    package init(file: String, isError: Bool, sentence: String) {
        self.file = file
        self.isError = isError
        self.sentence = sentence
    }
}

/// All plugins that were found, and by what name their stage types are reached.
package struct PluginSet: Sendable {
    package var plugins: [Plugin] = []
    package var problems: [PluginProblem] = []
    private var types: [StageKind: [String: StageType]] = [:]

    package init() {}

    /// A stage type by kind and id.
    package func stageType(_ kind: StageKind, _ id: String) -> StageType? { types[kind]?[id] }

    /// The ids of a kind, sorted.
    package func ids(_ kind: StageKind) -> [String] { types[kind, default: [:]].keys.sorted() }

    /// Takes a plugin in. A stage type that an earlier directory offers already is shadowed, with a warning.
    package mutating func add(_ plugin: Plugin) {
        plugins.append(plugin)
        for type in plugin.stageTypes {
            if let first = types[type.kind]?[type.id] {
                problems.append(
                    PluginProblem(
                        file: plugin.file,
                        isError: false,
                        sentence: """
                            \(plugin.file): its \(type.kind.rawValue) '\(type.id)' is shadowed by that of \
                            \(first.plugin) \(first.version), which was found first
                            """
                    )
                )
                continue
            }
            types[type.kind, default: [:]][type.id] = type
        }
    }

    /// Takes note of a file that is not loaded.
    package mutating func refuse(_ file: String, _ refusal: PluginRefusal) {
        problems.append(
            PluginProblem(file: file, isError: true, sentence: "\(file) is not loaded: \(refusal.description)")
        )
    }
}
