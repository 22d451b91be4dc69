internal import PenstockCore
internal import PenstockEngine
package import PenstockJSON

/// The test of one link: a form, and all that could be seen of the exchange.
package struct LinkPage: Page {
    package static let template = "link"
    package var title: String { "Test a link" }

    package var pipelines: [String]
    package var draft: LinkDraft
    /// Why nothing was sent.
    package var complaint: String?
    /// As `POST /v1/links/test` answers it.
    package var report: JSONValue?
    /// Whether anything can be sent at all.
    package var isAble: Bool

    package init(
        pipelines: [String],
        draft: LinkDraft,
        complaint: String? = nil,
        report: JSONValue? = nil,
        isAble: Bool = true
    ) {
        self.pipelines = pipelines
        self.draft = draft
        self.complaint = complaint
        self.report = report
        self.isAble = isAble
    }

    package func view(_ context: PageContext) -> View {
        [
            "able": .flag(isAble && context.mayChange), "complaint": View(complaint),
            "url": .text(draft.url), "headers": .text(draft.headers), "body": .text(draft.body),
            "more": .flag(!(draft.method + draft.headers + draft.body).isEmpty),
            "pipelines": options([""] + pipelines, draft.pipeline, empty: "none: the URL above"),
            "methods": options([""] + LinkRequest.methods, draft.method, empty: "as a delivery is sent"),
            "timeouts": options(LinkDraft.timeouts, draft.timeout),
            "report": report.map(LinkView.report) ?? .nothing,
        ]
    }

    private func options(_ values: [String], _ chosen: String, empty: String = "") -> View {
        .list(
            values.map { value in
                [
                    "value": .text(value), "text": .text(value.isEmpty ? empty : value),
                    "selected": .flag(value == chosen),
                ]
            }
        )
    }
}
