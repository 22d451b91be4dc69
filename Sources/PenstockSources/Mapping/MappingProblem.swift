/// Why a record becomes no event.
package struct MappingProblem: Error, Sendable, Equatable {
    /// What was looked for, and what was found, without a full stop.
    package var text: String

    init(_ text: String) { self.text = text }
}

extension String {
    /// At most 80 characters, in quotes: a sender's text may be long.
    var quoted: String { "'\(count <= 80 ? self : prefix(79) + "…")'" }
}
