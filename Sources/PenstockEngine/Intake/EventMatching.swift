internal import PenstockCore
internal import PenstockPipelines

/// Which pipelines an event goes to: the checked set's matcher, in the store's numbers.
struct EventMatching: Sendable {
    private let matcher: Matcher
    private let ids: [PipelineID]

    /// - Parameter ids: The number of each pipeline, in the matcher's order.
    init(_ matcher: Matcher, ids: [PipelineID]) {
        self.matcher = matcher
        self.ids = ids
    }

    func pipelines(type: String, subject: String?) -> [PipelineID] {
        matcher.pipelines(type: type, subject: subject).map { ids[$0] }
    }
}
