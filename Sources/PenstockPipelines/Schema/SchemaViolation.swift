package import PenstockJSON

/// One way in which a value contradicts a schema, in words for people.
package struct SchemaViolation: Sendable, Equatable, CustomStringConvertible {
    /// The place in the value. For a key that must not be there, the pointer leads to that member.
    package var pointer: JSONPointer
    /// The key that must not be there; nil for every other complaint.
    package var atKey: String?
    /// The complaint: "expected a number, found the string \"5\"".
    package var message: String
    /// What would have been right, where the message does not say it: "one of host, port".
    package var expected: String?
    /// The nearest name that is known; nil when none is near.
    package var suggestion: String?
    /// What the message says was expected, by itself, so that it can be joined with that of other alternatives.
    var wanted: String?
    /// The kind of complaint, by which the nearest of several alternatives is found.
    var kind: Kind

    /// The kinds of complaints that weigh differently.
    enum Kind: Sendable { case type, value, unknownKey, missingKey, other }

    /// The place, the message and the suggestion.
    package var description: String {
        let place = pointer == .root ? "" : "\(pointer): "
        return place + message + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    }
}

/// A violation without its place, as a keyword words it.
struct Complaint {
    var message: String
    var expected: String?
    var suggestion: String?
    var wanted: String?
    var key: String?
    var kind: SchemaViolation.Kind

    init(_ message: String, key: String? = nil, kind: SchemaViolation.Kind = .other) {
        self.message = message
        self.key = key
        self.kind = kind
    }

    /// Says what was wanted and what was found instead.
    init(wanted: String, found: String, kind: SchemaViolation.Kind = .other) {
        self.init("expected \(wanted), found \(found)", kind: kind)
        self.wanted = wanted
    }
}
