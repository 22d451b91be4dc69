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
        func verify(_ body: Result<JSONValue, BodyFault>) throws(Failure) {
            guard !isTrusted else { return }
            let verifier = Verifier(request, body: body, now: now)
            if let refusal = verifier.refusal(by: source.verification) { throw .refused(refusal) }
        }
        // What a stranger sends is read only where a rule looks into it.
        let looksInside = source.verification.leaves.contains { if case .field = $0 { true } else { false } }
        if !looksInside { try verify(.success(.null)) }
        let body = Result { () throws(BodyFault) in try BodyReader.read(request) }
        if looksInside { try verify(body) }
        switch body {
        case .failure(let fault): throw .unreadable(fault)
        case .success(let value): return VerifiedRequest(request, body: value, without: source.verification)
        }
    }
}
