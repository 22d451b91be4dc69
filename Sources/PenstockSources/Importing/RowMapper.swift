package import PenstockCore
package import PenstockEngine
package import PenstockJSON
package import PenstockPipelines

/// Makes events of the rows of a file as a source makes them of requests, without anything that verifies them.
///
/// Blocks where the source has stages; then it is used on one thread, which no other work of the same stages uses.
package struct RowMapper {
    private let source: Source
    private let hook: String?
    private let mapper: SourceMapper

    /// - Parameters:
    ///   - hook: The part of the path behind the source that the rows have come to.
    ///   - thread: The number of the thread, for the stages' instances.
    package init(_ source: Source, hook: String?, catalog: Catalog, thread: Int) {
        self.source = source
        self.hook = hook
        mapper = SourceMapper(source, catalog: catalog, thread: thread)
    }

    /// The events of a row.
    /// - Parameters:
    ///   - row: The body of a request, as JSON.
    ///   - now: The time of arrival.
    package func drafts(_ row: [UInt8], at now: Timestamp) throws(MappingProblem) -> [EventDraft] {
        var request = InboundRequest()
        request.source = source.name
        request.hook = hook
        request.headers = [InboundRequest.Field("content-type", "application/json")]
        request.body = row
        let verified: VerifiedRequest
        do throws(SourceRun.Failure) {
            verified = try SourceRun.receive(request, by: source, at: now, isTrusted: true)
        } catch {
            switch error {
            case .refused(let refusal): throw MappingProblem(refusal.text)
            case .unreadable(let fault): throw MappingProblem(fault.text)
            }
        }
        let mapping = mapper.map(verified, at: now)
        guard let drafts = mapping.drafts else { throw MappingProblem(source.mask(mapping.problemText)) }
        guard !drafts.isEmpty else { throw MappingProblem("the row holds no record") }
        return drafts
    }
}

extension EventDraft {
    /// Gives an event that came without an id one that is the same whenever the same fact comes, so that an import can be
    /// run again.
    /// - Parameter line: The event as it stands in the file.
    package mutating func identify(catalog: Catalog, line: JSONValue) {
        guard id == nil else { return }
        let parsed = data.flatMap { try? JSONValue.parse($0) }
        id =
            EventIdentity.found(for: self, data: parsed, catalog: catalog, prefix: "import") {
                IdentityDigest.record(line, type: type)
            }.id
    }
}
