/// A source that ships with Penstock, as `penstock init --source` writes it.
package struct ReadyMadeSource: Sendable {
    /// The name, which is that of its file and of its path below `/in`.
    package let name: String
    private let document: CarriedFiles.File

    /// Every source, in the order of the names.
    package static let all: [ReadyMadeSource] = CarriedFiles.below("pipelines/sources")
        .filter { $0.path.hasSuffix(".yaml") && !$0.path.hasSuffix(".test.yaml") }
        .map { ReadyMadeSource(name: String($0.path.dropLast(".yaml".count)), document: $0) }

    /// The environment variables that it refers to, in the order of the alphabet.
    package var variables: [String] {
        let text = String(decoding: document.bytes, as: UTF8.self)
        return Set(text.matches(of: /\$\{env:([A-Za-z_][A-Za-z0-9_]*)/).map { String($0.output.1) }).sorted()
    }

    /// The source, switched on because somebody asked for it, its tests, and the event types that it makes.
    var files: [CarriedFiles.File] {
        let text = String(decoding: document.bytes, as: UTF8.self).replacing("\nenabled: false\n", with: "\n")
        let source = CarriedFiles.File(path: "sources/\(name).yaml", bytes: Array(text.utf8))
        let tests = CarriedFiles.file("pipelines/sources/\(name).test.yaml", as: "sources/\(name).test.yaml")
        let types = Self.types(named: "type", in: text)
        let events = (types + Self.emitted(by: types)).map { type in
            CarriedFiles.File(path: "events/\(type.path)", bytes: type.bytes)
        }
        return [source] + tests + events
    }

    /// The event types that a text has behind a key, which is at the end of a line or within braces.
    private static func types(named key: String, in text: String) -> [CarriedFiles.File] {
        CarriedFiles.below("pipelines/events").filter { file in
            ["\n", ","].contains { text.contains("\(key): \(file.path.dropLast(".yaml".count))\($0)") }
        }
    }

    /// The event types that timers of others emit, also of those that are emitted, without those others.
    private static func emitted(by types: [CarriedFiles.File]) -> [CarriedFiles.File] {
        var known = Set(types.map(\.path))
        var (open, found): ([CarriedFiles.File], [CarriedFiles.File]) = (types, [])
        while let type = open.popLast() {
            let text = String(decoding: type.bytes, as: UTF8.self)
            for emitted in Self.types(named: "emit", in: text) where known.insert(emitted.path).inserted {
                found.append(emitted)
                open.append(emitted)
            }
        }
        return found
    }

    /// The lines that name its variables in `.env.example`.
    var environment: String {
        "\n# What the source \(name) compares; its head says which values.\n"
            + variables.map { "#\($0)=\n" }.joined()
    }
}
