package import PenstockCore

/// A request that a source has kept, with its id as the API has it.
package struct KeptRequest: Sendable, Equatable {
    package var id: String
    package var request: LearnedRequest

    package init(id: String, request: LearnedRequest) { (self.id, self.request) = (id, request) }
}

/// A request that became no event: all of it, without what verified it.
package struct LearnedPage: Page {
    package static let template = "learned"
    package var title: String { "Learned by \(kept.request.source)" }

    package var kept: KeptRequest

    package init(_ kept: KeptRequest) { self.kept = kept }

    package func view(_ context: PageContext) -> View {
        let request = kept.request
        return [
            "source": .text(request.source), "path": .text(Path.source(request.source).text), "id": .text(kept.id),
            "at": .time(request.at, now: context.now), "reason": .text(request.reason.capitalizedSentence),
            "body": ShownBody.view(request.request),
            "forget": .text(Path.learned(kept.id, of: request.source, "forget").text),
        ]
    }
}
