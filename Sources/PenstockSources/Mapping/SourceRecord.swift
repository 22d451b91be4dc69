package import PenstockJSON
internal import PenstockPipelines

/// One thing that a request tells, with all that its values may be looked for in.
package struct SourceRecord: Sendable {
    /// The record itself: the whole body, or an element of the batch.
    package let value: JSONValue
    private let request: VerifiedRequest
    private let isBatch: Bool

    init(_ value: JSONValue, of request: VerifiedRequest, isBatch: Bool) {
        self.value = value
        self.request = request
        self.isBatch = isBatch
    }

    /// The part of the path behind the source.
    var hook: String? { request.hook }
    var query: [InboundRequest.Field] { request.query }

    /// What stands at a place; nil where nothing does.
    subscript(path: SourcePath) -> JSONValue? {
        switch path {
        case .name(let name):
            value.objectValue?[name] ?? parameter(name) ?? (isBatch ? request.body.objectValue?[name] : nil)
        case .pointer(let pointer): value[pointer]
        case .body(let pointer): request.body[pointer]
        case .header(let name): request.headers.first { $0.name == name }.map { .string($0.value) }
        }
    }

    /// Whether what stands at a place is of this record alone, and not of a whole batch.
    func isOwn(_ path: SourcePath) -> Bool {
        guard isBatch else { return true }
        return switch path {
        case .name(let name): value.objectValue?[name] != nil
        case .pointer: true
        case .body, .header: false
        }
    }

    private func parameter(_ name: String) -> JSONValue? {
        request.query.first { $0.name == name }.map { .string($0.value) }
    }

    // MARK: Records of a request

    /// More than this are not mapped at once.
    package static let most = 1_000

    /// The records of a request.
    /// - Parameter items: Where they are, an array of them or one: the first place counts at which something is. Empty where
    ///   the body is the one record.
    static func all(of request: VerifiedRequest, items: [JSONPointer]) throws(MappingProblem) -> [SourceRecord] {
        guard !items.isEmpty else {
            let value = request.body.isNull ? .object([:]) : request.body
            return [SourceRecord(value, of: request, isBatch: false)]
        }
        let places = items.map { $0 == .root ? "the body" : "\($0)" }.joined(separator: " or ")
        guard let found = items.lazy.compactMap({ request.body[$0] }).first(where: { !$0.isNull }) else {
            throw MappingProblem("looked for records at \(places), found nothing")
        }
        guard let elements = found.arrayValue ?? (found.objectValue == nil ? nil : [found]) else {
            throw MappingProblem("looked for records at \(places), found \(found.article)")
        }
        guard elements.count <= most else {
            throw MappingProblem(
                "\(places) has \(elements.count) elements, more than the \(most) that are taken at once"
            )
        }
        return elements.map { SourceRecord($0, of: request, isBatch: true) }
    }
}

extension SourceCondition {
    /// Whether it holds of a record. Only texts, numbers and truths can be compared.
    func holds(of record: SourceRecord) -> Bool {
        let value: JSONValue? =
            switch place {
            case .hook: record.hook.map { .string($0) }
            case .path(let path): record[path]
            }
        return switch test {
        case .exists(let wanted): (value.map { !$0.isNull } ?? false) == wanted
        case .matches(let patterns): value?.scalarText.map { text in patterns.contains { $0.matches(text) } } ?? false
        }
    }
}

extension JSONValue {
    /// A text, a number or a truth as text; nil for any other value.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let truth): truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
