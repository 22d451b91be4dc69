package import PenstockEngine
package import PenstockJSON

/// What a request becomes.
package struct Mapping: Sendable {
    /// One record on its way to an event, step by step.
    package struct Item: Sendable {
        /// The record itself.
        package var record: JSONValue
        /// What decided what it becomes, for people: `hook is course.completed`; nil where nothing holds.
        package var condition: String?
        package var type: String?
        /// The data of the event.
        package var data: JSONValue?
        /// How the event's id was found.
        package var identity: EventIdentity?
        package var result: Result<EventDraft, MappingProblem>
    }

    package var items: [Item]
    /// Whether the request is a batch, which is answered as one.
    package var isBatch: Bool
    /// Why there are no records at all.
    package var problem: MappingProblem?

    /// The events, where every record became one.
    package var drafts: [EventDraft]? {
        guard problem == nil else { return nil }
        let drafts = items.compactMap { try? $0.result.get() }
        return drafts.count == items.count ? drafts : nil
    }

    /// What is wrong, by the number of the record.
    package var problems: [(index: Int, text: String)] {
        if let problem { return [(0, problem.text)] }
        return items.enumerated().compactMap { index, item in
            guard case .failure(let problem) = item.result else { return nil }
            return (index, problem.text)
        }
    }

    /// What is wrong, in a sentence.
    package var problemText: String {
        let problems = problems
        guard let first = problems.first else { return "" }
        guard isBatch, problem == nil else { return first.text }
        let rest = problems.count > 1 ? ", and \(problems.count - 1) more" : ""
        return "item \(first.index): \(first.text)\(rest)"
    }
}
