internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines
internal import Hummingbird

extension EngineService {
    /// A source by its name, disabled ones too.
    func source(_ name: String) throws(Problem) -> Source {
        let sources = sourceGround.sources
        if let source = sources[name] { return source }
        let hint = nearest(name, in: sources.sources.map(\.name)).map { "; is '\($0)' meant?" } ?? ""
        throw Problem(.unknownSource, "there is no source '\(name)'\(hint)")
    }

    /// The learned request that the parameters `name` and `id` of a path name.
    func learnedRequest(_ context: APIContext) async throws(Problem) -> LearnedRequest {
        let name = try Request.pathParameter("name", context)
        let text = try Request.pathParameter("id", context)
        _ = try source(name)
        let id = Cursor.position(text, in: .learned).map(LearnedID.init)
        let found = try await look { store throws(StoreError) in
            try id.flatMap { id throws(StoreError) in try store.learned(id) }
        }
        guard let found, found.source == name else {
            throw Problem(.notFound, "the source \(name) has learned no request '\(text)'; it keeps the newest hundred")
        }
        return found
    }
}
