internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// What one pipeline made of an event at intake.
package struct MatchExplanation: Sendable, Equatable {
    /// What an event failed at; called as its key in the pipeline's document.
    package enum Clause: String, Sendable, CaseIterable {
        case on, subject, except, enabled
    }

    package var pipeline: String
    package var isMatched: Bool
    /// What the event failed at; nil where it matched, or where that is not known any more.
    package var clause: Clause?
    /// A sentence for people: what matched, or the first thing that did not.
    package var reason: String
    /// How far it was from matching, to be compared with others: a pipeline that only its subject kept away is nearer
    /// than one for other types.
    package var distance: Int

    package init(pipeline: String, isMatched: Bool, clause: Clause? = nil, reason: String, distance: Int = 0) {
        self.pipeline = pipeline
        self.isMatched = isMatched
        self.clause = clause
        self.reason = reason
        self.distance = distance
    }
}

extension MatchExplanation {
    /// Asks the selector that was kept with the event's revision.
    init(_ declaration: PipelineDeclaration, _ event: Event) {
        guard let json = try? JSONValue.parse(declaration.selector), let selector = try? EventSelector(json: json)
        else {
            self.init(
                pipeline: declaration.name,
                isMatched: false,
                reason: "how it selected events is not known any more",
                distance: .max
            )
            return
        }
        let failure = selector.failure(type: event.type, subject: event.subject)
        guard json["enabled"]?.boolValue != false else {
            self.init(
                pipeline: declaration.name,
                isMatched: false,
                clause: .enabled,
                reason: "the pipeline was disabled",
                distance: Self.distance(failure, selector, event.type)
            )
            return
        }
        self.init(
            pipeline: declaration.name,
            isMatched: failure == nil,
            clause: failure,
            reason: selector.explain(type: event.type, subject: event.subject),
            distance: Self.distance(failure, selector, event.type)
        )
    }

    /// Of an event that was imported: no pipeline was asked.
    init(notAsked declaration: PipelineDeclaration, _ event: Event) {
        self.init(pipeline: declaration.name, isMatched: false, reason: "imported: delivered to nobody")
    }

    private static func distance(_ failure: Clause?, _ selector: EventSelector, _ type: String) -> Int {
        switch failure {
        case nil: return 0
        case .except: return 1
        case .subject: return 2
        case .on, .enabled:
            let wanted = selector.types.map(\.text)
            if nearest(type, in: wanted) != nil { return 3 }
            let family = type.prefix { $0 != "." }
            return wanted.contains { $0.hasPrefix(family + ".") } ? 4 : 5
        }
    }
}

extension EventSelector {
    /// The first part that an event fails at; nil when it is one of those wanted.
    fileprivate func failure(type: String, subject: String?) -> MatchExplanation.Clause? {
        if !matches(type: type) { return .on }
        if matches(subject: subject) { return nil }
        guard let subject, (subjects ?? [Glob("*")]).contains(where: { $0.matches(subject) }) else { return .subject }
        return .except
    }
}
