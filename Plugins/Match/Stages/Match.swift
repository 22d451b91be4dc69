internal import PenstockConditions
internal import PenstockJSON
package import PenstockPluginKit

/// The filter `match`: lets a message pass when a condition on its fields holds.
///
/// A condition is true, false or undecidable; a message for which it cannot be decided is dropped, and the reason names
/// the field, so that a missing field never lets a message through, not even under `not`.
package struct Match: Filter {
    package typealias Configuration = RawConfiguration

    package static let id = "match"
    package static let summary = "Lets a message pass when its fields compare as asked"

    private let condition: MessageCondition

    package init(_ configuration: RawConfiguration, _ setup: Setup) throws {
        let tree: JSONValue
        do {
            tree = try JSONValue.parse(configuration.json)
        } catch {
            throw ConfigurationProblem(at: "", "not JSON: \(error)")
        }
        guard let condition = MessageCondition(tree, at: .root, of: Self.id, setup) else { throw ProblemsReported() }
        self.condition = condition
    }

    package func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        let fields = MessageFields(message)
        if try condition.holds(in: fields) { return .pass }
        call.explain(condition.explanation(in: fields))
        return .drop
    }
}
