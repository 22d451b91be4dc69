package import PenstockEngine
package import PenstockJSON

/// The testing area: an event of one's own making, and what becomes of it.
package struct TestPage: Page {
    /// What came of running it.
    package struct Outcome: Sendable {
        /// As CloudEvents JSON.
        package var event: JSONValue
        /// As `POST /v1/trials` answers them.
        package var reports: [JSONValue]
        package var isLive: Bool
        /// In what the data contradicts the schema of its type.
        package var contradiction: String?

        package init(event: JSONValue, reports: [JSONValue], isLive: Bool, contradiction: String? = nil) {
            self.event = event
            self.reports = reports
            self.isLive = isLive
            self.contradiction = contradiction
        }
    }

    package static let template = "test"
    package var title: String { "Testing area" }

    package var types: [EventTypeSummary]
    package var pipelines: [String]
    /// The names of other fields than those of the data are keys of it.
    package var draft: TestDraft
    /// Why it was not run.
    package var complaint: String?
    package var outcome: Outcome?
    /// Whether anything can be tried at all.
    package var isAble: Bool

    package init(
        types: [EventTypeSummary],
        pipelines: [String],
        draft: TestDraft,
        complaint: String? = nil,
        outcome: Outcome? = nil,
        isAble: Bool = true
    ) {
        self.types = types
        self.pipelines = pipelines
        self.draft = draft
        self.complaint = complaint
        self.outcome = outcome
        self.isAble = isAble
    }

    package func view(_ context: PageContext) -> View {
        let chosen = types.first { $0.type == draft.type }
        return [
            "types": .list(types.map { option($0.type, $0.type, chosen: draft.type) }),
            "able": .flag(isAble && context.mayChange), "complaint": View(complaint),
            "form": chosen.map(form) ?? .nothing,
            "outcome": outcome.map { outcome in
                [
                    "live": .flag(outcome.isLive), "contradiction": View(outcome.contradiction),
                    "event": .text(outcome.event.prettyText),
                    "reports": TrialView.reports(outcome.reports, event: outcome.event, isLive: outcome.isLive),
                ]
            } ?? .nothing,
        ]
    }

    private func form(_ type: EventTypeSummary) -> View {
        [
            "type": .text(type.type), "description": View(type.description),
            "as": .text(draft.isJSON ? "json" : "form"),
            "by_fields": draft.isJSON ? .nothing : SchemaForm(type.schema).view(draft.data),
            "by_json": draft.isJSON ? .object(["text": .text(draft.json ?? draft.data.prettyText)]) : .nothing,
            "attributes": .list(
                TestDraft.attributes.map { name, hint in
                    ["name": .text(name), "hint": .text(hint), "value": .text(draft.attributes[name] ?? "")]
                }
            ),
            "has_attributes": .flag(!draft.attributes.isEmpty),
            "pipelines": .list(
                [option("", "all that take it", chosen: draft.pipeline ?? "")]
                    + pipelines.map { option($0, $0, chosen: draft.pipeline ?? "") }
            ),
            "dry": .flag(!draft.isLive), "live": .flag(draft.isLive),
        ]
    }

    private func option(_ value: String, _ text: String, chosen: String) -> View {
        ["value": .text(value), "text": .text(text), "selected": .flag(value == chosen)]
    }
}
