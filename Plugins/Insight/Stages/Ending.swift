internal import PenstockConditions
internal import PenstockJSON
internal import PenstockPluginKit

/// A conclusion that may have been reached.
struct Ending: Sendable {
    let name: String
    /// Nil for what remains when no other was reached.
    let condition: MessageCondition?

    /// Whether it was reached.
    func isReached(_ fields: MessageFields) throws(StageFailure) -> Bool { try condition?.holds(in: fields) ?? true }
}

extension Ending {
    /// Reads `endings`, and reports all that is wrong with them.
    /// - Parameter added: The place of the insight, which conditions may read.
    /// - Returns: Nil where something is wrong.
    static func read(_ value: JSONValue, at place: JSONPointer, adding added: JSONPointer, _ setup: Setup) -> [Ending]?
    {
        var endings: [Ending] = []
        let list = value.arrayValue ?? []
        var names: Set<String> = []
        for (index, element) in list.enumerated() {
            let at = place.appending(index)
            guard let name = element["name"]?.stringValue else { continue }
            if !names.insert(name).inserted {
                setup.problem(ConfigurationProblem(at: "\(at)/name", "another ending has the name '\(name)'"))
                continue
            }
            guard let when = element["when"] else {
                guard index == list.count - 1 else {
                    let text = "without 'when' it is always reached, and those after it never; put it last"
                    setup.problem(ConfigurationProblem(at: "\(at)", text))
                    continue
                }
                endings.append(Ending(name: name, condition: nil))
                continue
            }
            let below = at.appending("when")
            guard let condition = MessageCondition(when, at: below, of: "a condition", adding: added, setup) else {
                continue
            }
            endings.append(Ending(name: name, condition: condition))
        }
        return endings.count == list.count ? endings : nil
    }
}
