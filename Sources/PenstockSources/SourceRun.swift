package import PenstockCore
internal import PenstockJSON
package import PenstockPipelines

/// A request on its way through a source: verified, and without all that verified it.
package enum SourceRun {
    /// Why a request goes no further.
    package enum Failure: Error, Sendable {
        case refused(Refusal)
        /// It is verified, and cannot be read.
        case unreadable(BodyFault)
    }

    /// Verifies a request and cuts out what verified it.
    /// - Parameters:
    ///   - now: The time of arrival.
    ///   - isTrusted: Whether it passes unverified, as a person has it who looks at an old recording.
    package static func receive(
        _ request: InboundRequest,
        by source: Source,
        at now: Timestamp,
        isTrusted: Bool = false
    ) throws(Failure) -> VerifiedRequest {
        let body = Result { () throws(BodyFault) in try BodyReader.read(request) }
        if !isTrusted, let refusal = Verifier(request, body: body, now: now).refusal(by: source.verification) {
            throw .refused(refusal)
        }
        switch body {
        case .failure(let fault): throw .unreadable(fault)
        case .success(let value): return VerifiedRequest(request, body: value, without: source.verification)
        }
    }
}
