internal import PenstockJSON
internal import PenstockPluginKit

/// What `with:` says, with the defaults of the shipped catalog where it says nothing.
struct InsightConfiguration: Sendable {
    /// Nil to go by the event's type.
    let kind: InsightKind?
    let into: JSONPointer
    let zone: Zone
    let places: [InsightField: JSONPointer]
    let measures: [InsightMeasure: String]
    let endings: [Ending]

    static let standardPlace = "/data/insight"

    /// Reads it, and tells the setup which fields are read.
    /// - Throws: When something is wrong; all of it has been reported.
    init(_ json: [UInt8], _ setup: Setup) throws {
        let tree: JSONValue
        do {
            tree = try JSONValue.parse(json)
        } catch {
            throw ConfigurationProblem(at: "", "not JSON: \(error)")
        }
        var reader = ConfigurationReader(tree, setup)
        kind = reader.kind()
        zone = reader.zone()
        let into = reader.into()
        self.into = into
        measures = reader.measures()
        places = reader.places()
        let endings = tree["endings"].flatMap {
            Ending.read($0, at: JSONPointer(tokens: ["endings"]), adding: into, setup)
        }
        self.endings = endings ?? []
        guard !reader.hasProblems, tree["endings"] == nil || endings != nil else { throw ProblemsReported() }
        tellReads(tree, setup)
    }

    /// Tells which fields are read: those that are named, and those of a kind that is.
    ///
    /// Without either the event's type decides, and then the fields are those that its catalog has.
    private func tellReads(_ tree: JSONValue, _ setup: Setup) {
        let named = InsightField.allCases.filter { tree["fields"]?[$0.rawValue] != nil }
        for field in named {
            guard let place = places[field] else { continue }
            setup.reads("\(place)", at: "/fields/\(field.rawValue)", isOptional: true)
        }
        for field in kind?.fields ?? [] where !named.contains(field) {
            if let place = places[field] { setup.reads("\(place)", at: "/kind", isOptional: true) }
        }
    }
}

/// Reads one member after the other, and reports what is wrong with it. The schema has been looked at before.
private struct ConfigurationReader {
    private let tree: JSONValue
    private let setup: Setup
    private(set) var hasProblems = false

    init(_ tree: JSONValue, _ setup: Setup) {
        self.tree = tree
        self.setup = setup
    }

    private mutating func problem(at place: String, offset: Int? = nil, _ text: String) {
        hasProblems = true
        setup.problem(ConfigurationProblem(at: place, offset: offset, text))
    }

    mutating func kind() -> InsightKind? {
        guard let word = tree["kind"] else { return nil }
        if let kind = word.stringValue.flatMap(InsightKind.init(rawValue:)) { return kind }
        problem(at: "/kind", "expected one of \(InsightKind.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    mutating func zone() -> Zone {
        let name = tree["zone"]?.stringValue ?? (tree["zone"] == nil ? "UTC" : "")
        if let zone = Zone(name) { return zone }
        problem(at: "/zone", "there is no time zone '\(name)'; expected UTC, or a name such as Europe/Berlin")
        return .utc
    }

    mutating func into() -> JSONPointer {
        pointer(tree["into"] ?? .string(InsightConfiguration.standardPlace), at: "/into")
            ?? JSONPointer(tokens: ["data"])
    }

    mutating func places() -> [InsightField: JSONPointer] {
        var places: [InsightField: JSONPointer] = [:]
        for field in InsightField.allCases {
            if let written = tree["fields"]?[field.rawValue] {
                places[field] = pointer(written, at: "/fields/\(field.rawValue)")
            } else if let standard = field.standard {
                places[field] = try? JSONPointer(standard)
            }
        }
        return places
    }

    /// The names of measures. Those that are written need a host that knows history; the others are asked where there is
    /// one.
    mutating func measures() -> [InsightMeasure: String] {
        var names: [InsightMeasure: String] = [:]
        if tree["measures"] != nil, setup.history == nil {
            problem(at: "/measures", "this names measures, and this host is too old to know what events measure")
        }
        for measure in InsightMeasure.allCases {
            names[measure] = tree["measures"]?[measure.rawValue]?.stringValue ?? measure.rawValue
        }
        return names
    }

    /// A place in the body that is not the whole of it.
    private mutating func pointer(_ value: JSONValue, at place: String) -> JSONPointer? {
        guard let text = value.stringValue else {
            problem(at: place, "expected a JSON Pointer such as /data/score")
            return nil
        }
        do {
            let pointer = try JSONPointer(text)
            if !pointer.tokens.isEmpty { return pointer }
            problem(at: place, "this is the whole body; name a place in it, such as /data/score")
        } catch {
            problem(at: place, offset: error.offset, error.message)
        }
        return nil
    }
}
