internal import PenstockCore

/// Which events a pipeline is for: its `on`, `subject` and `except`. Pure; compiled once.
///
/// A star never matches a type that begins with `penstock.`: such types are chosen only by patterns that begin so too,
/// because a pipeline for everything must not be fed by its own deliveries.
package struct EventSelector: Sendable, Hashable {
    /// The types; an event matches when any does.
    package let types: [Glob]
    /// The items; nil when all are wanted, those of events without a subject included.
    package let subjects: [Glob]?
    /// The items that are taken out.
    package let except: [Glob]

    /// Compiles a selector.
    package init(types: [String], subjects: [String]? = nil, except: [String] = []) {
        self.types = types.map(Glob.init)
        self.subjects = subjects.map { $0.map(Glob.init) }
        self.except = except.map(Glob.init)
    }

    /// Whether an event is one of those wanted.
    package func matches(type: String, subject: String?) -> Bool {
        matches(type: type) && matches(subject: subject)
    }

    /// Whether events of a type can match, depending on their subject.
    package func matches(type: String) -> Bool {
        types.contains { Self.type(type, matches: $0) }
    }

    /// Whether a subject is wanted, whatever the type.
    package func matches(subject: String?) -> Bool {
        guard let subject else { return subjects == nil }
        if let subjects, !subjects.contains(where: { $0.matches(subject) }) { return false }
        return !except.contains { $0.matches(subject) }
    }

    /// Whether a pattern of `on` takes a type in.
    package static func type(_ type: String, matches pattern: Glob) -> Bool {
        if type.isSystemType && !pattern.text.isSystemType { return false }
        return pattern.matches(type)
    }
}

// MARK: - Explanation

extension EventSelector {
    /// Why an event matches or does not, in words: "type course.started is not among course.completed".
    package func explain(type: String, subject: String?) -> String {
        guard let pattern = types.first(where: { Self.type(type, matches: $0) }) else {
            let wanted = "type \(type) is not among \(Self.list(types))"
            return type.isSystemType && types.contains { $0.matches(type) }
                ? "\(wanted): a star never matches a penstock. type, which must be named" : wanted
        }
        let reason = pattern.isExact ? "type \(type) is named" : "type \(type) matches \(pattern)"
        guard let subject else {
            return subjects.map { "the event has no subject, and only \(Self.list($0)) is wanted" } ?? reason
        }
        guard let wanted = (subjects ?? [Glob("*")]).first(where: { $0.matches(subject) }) else {
            return "subject \(subject) is not among \(Self.list(subjects ?? []))"
        }
        if let excepted = except.first(where: { $0.matches(subject) }) {
            return excepted.isExact
                ? "subject \(subject) is excepted" : "subject \(subject) is excepted by \(excepted)"
        }
        guard subjects != nil else { return reason }
        return "\(reason), subject \(subject) \(wanted.isExact ? "is named" : "matches \(wanted)")"
    }

    private static func list(_ patterns: [Glob]) -> String { patterns.map(\.text).joined(separator: ", ") }
}
