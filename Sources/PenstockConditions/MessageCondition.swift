package import PenstockJSON
package import PenstockPluginKit

/// A condition on the fields of a message, as the filter `match` has it and every stage that asks one.
///
/// It is true, false or undecidable, so that a missing field never makes it true, not even under `not`.
package struct MessageCondition: Sendable {
    private let root: Condition

    /// Reads a condition of a configuration, and tells the setup which fields it reads.
    /// - Parameters:
    ///   - at: Where it stands in the configuration.
    ///   - owner: What it belongs to, for messages: `match`.
    ///   - added: The place in the body that the stage itself fills, of which no event knows.
    /// - Returns: Nil when all that is wrong with it has been reported.
    package init?(
        _ value: JSONValue,
        at: JSONPointer,
        of owner: String,
        adding added: JSONPointer? = nil,
        _ setup: Setup
    ) {
        var reader = ConditionReader(setup, owner: owner, added: added)
        guard let root = reader.condition(value, at), !reader.hasProblems else { return nil }
        self.root = root
    }

    /// Whether it is true.
    /// - Throws: Where a text is too long for a pattern, or needs too many steps.
    package func holds(in fields: MessageFields) throws(StageFailure) -> Bool { try root.evaluate(fields) == .yes }

    /// One sentence on the clause that decided that it is not true.
    package func explanation(in fields: MessageFields) -> String { Explanation(source: fields).sentence(root) }
}
