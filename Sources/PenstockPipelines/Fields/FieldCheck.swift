internal import PenstockCore
internal import PenstockJSON

/// What the catalog says of a field that a pipeline reads. Pure.
struct FieldCheck {
    /// The types that the pipeline takes.
    private let types: [EventType]

    /// - Parameter selector: Of the pipeline.
    /// - Returns: Nil when nothing can be said, because the pipeline takes types that the catalog does not know.
    init?(_ catalog: Catalog, _ selector: EventSelector) {
        guard let types = catalog.types(for: selector) else { return nil }
        self.types = types
    }

    /// What is wrong with reading a field, and how grave it is.
    struct Finding: Equatable {
        var severity: Diagnostic.Severity
        var message: String
        var expected: String?
        /// The field that was probably meant.
        var suggestion: JSONPointer?
    }

    /// Looks a field up in every type.
    /// - Parameters:
    ///   - isOptional: Whether it may be missing.
    ///   - spelling: How the place spells a field.
    func finding(_ field: JSONPointer, isOptional: Bool, spelling: (JSONPointer) -> String) -> Finding? {
        guard let first = field.tokens.first else { return nil }
        guard first == "data" else { return attribute(field, first, spelling) }
        let inner = JSONPointer(tokens: Array(field.tokens.dropFirst()))
        var lacking: [EventType] = []
        var names: [(JSONPointer, String)] = []
        for type in types {
            guard case .unknown(_, let holder, let known) = type.schema.place(inner) else { continue }
            lacking.append(type)
            for name in known where !names.contains(where: { $0 == (holder, name) }) { names.append((holder, name)) }
        }
        guard let one = lacking.first else { return nil }
        guard lacking.count == types.count else {
            guard !isOptional else { return nil }
            let list = lacking.map(\.type)
            return Finding(
                severity: .hint,
                message:
                    "not every event here has \(spelling(field)): \(andList(list)) \(list.count == 1 ? "does" : "do") not"
            )
        }
        let suggestion = meant(field, among: names)
        return Finding(
            severity: .warning,
            message: types.count == 1
                ? "\(one.type) has no field \(spelling(field))"
                : "none of the \(types.count) event types here has a field \(spelling(field))",
            expected: suggestion == nil ? expected(names, spelling) : nil,
            suggestion: suggestion
        )
    }

    /// The field that differs in the one name that is not known, or the whole rest where a level was left out.
    private func meant(_ field: JSONPointer, among names: [(holder: JSONPointer, name: String)]) -> JSONPointer? {
        for holder in Set(names.map(\.holder)).sorted(by: { $0.tokens.count > $1.tokens.count }) {
            let level = holder.tokens.count + 1
            guard field.tokens.indices.contains(level) else { continue }
            let candidates = names.filter { $0.holder == holder }.map(\.name)
            guard let near = nearest(field.tokens[level], in: candidates) else { continue }
            var tokens = field.tokens
            tokens[level] = near
            return JSONPointer(tokens: tokens)
        }
        return nil
    }

    private func expected(
        _ names: [(holder: JSONPointer, name: String)],
        _ spelling: (JSONPointer) -> String
    ) -> String? {
        guard !names.isEmpty, names.count <= 12 else { return nil }
        return choice(names.map { spelling(JSONPointer(tokens: ["data"] + $0.holder.tokens + [$0.name])) })
    }

    /// A name beside `data`: an attribute of the event, or a field whose `data` was left out.
    private func attribute(
        _ field: JSONPointer,
        _ name: String,
        _ spelling: (JSONPointer) -> String
    ) -> Finding? {
        guard !Self.attributes.contains(name) else { return nil }
        let inData = JSONPointer(tokens: ["data"] + field.tokens)
        let isField = types.contains { $0.schema.place(field) == .known }
        let near =
            isField
            ? inData
            : nearest(name, in: Self.attributes + ["data"]).map { near in
                JSONPointer(tokens: [near] + field.tokens.dropFirst())
            }
        // An event may have attributes of its own (CloudEvents 1.0.2, section 3.1.1).
        let mayBeAttribute =
            field.tokens.count == 1
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        guard near != nil || !mayBeAttribute else { return nil }
        return Finding(
            severity: .warning,
            message: "an event has no \(spelling(field))",
            expected: near == nil
                ? "a field of the data, such as \(spelling(JSONPointer(tokens: ["data"] + field.tokens)))" : nil,
            suggestion: near
        )
    }

    /// The members of an event beside its data (CloudEvents 1.0.2, section 3.1).
    private static let attributes = [
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema",
    ]
}
