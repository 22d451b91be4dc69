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

    private let condition: Condition

    package init(_ configuration: RawConfiguration, _ setup: Setup) throws {
        let tree: JSONValue
        do {
            tree = try JSONValue.parse(configuration.json)
        } catch {
            throw ConfigurationProblem(at: "", "not JSON: \(error)")
        }
        var reader = ConditionReader(setup)
        guard let condition = reader.condition(tree, .root), !reader.hasProblems else {
            throw ProblemsReported()
        }
        self.condition = condition
    }

    package func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        let source = Source(message)
        if try condition.evaluate(source) == .yes { return .pass }
        call.explain(Explanation(source: source).sentence(condition))
        return .drop
    }
}
