internal import PenstockCore

/// All sources: where senders send to, how they are verified, and how each fares.
package struct SourcesPage: Page {
    package static let template = "sources"
    package var title: String { "Sources" }

    package var sources: [SourceStanding]

    package init(sources: [SourceStanding]) { self.sources = sources }

    package func view(_ context: PageContext) -> View {
        ["sources": .table(sources.map { $0.row(context) })]
    }
}

extension SourceStanding {
    fileprivate func row(_ context: PageContext) -> View {
        [
            "name": .link(.source(source.name), source.name),
            "address": .text(source.address + (source.hooks.isEmpty ? "" : "/{hook}")),
            "badges": badges(context.now), "verification": .text(source.verification),
            "sentence": .text(sentence(context.now).capitalizedSentence),
            "expected": source.expected.map { .text("every \($0.text)") } ?? .nothing,
        ]
    }
}
