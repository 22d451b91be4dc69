package import PenstockCore
package import PenstockEngine
package import PenstockJSON
package import PenstockPipelines

/// What would come of a request, with every step to be looked at. Nothing is stored.
package struct SourceTrial: Sendable {
    /// The status of the answer.
    package var status: Int
    /// Why it is not verified, not read, or not taken.
    package var refusal: String?
    /// What a GET would be answered with that asks for it.
    package var echo: String?
    package var request: VerifiedRequest?
    package var mapping: Mapping?
    /// The events as intake would make them, as CloudEvents JSON.
    package var events: [JSONValue] = []
    /// Whether it would be kept to be looked at.
    package var isLearned = false

    private init(_ status: Int, refusal: String? = nil) {
        self.status = status
        self.refusal = refusal
    }

    /// Lets a request go through a source, also through one that is not enabled yet. Calls plugins where it has stages, and
    /// then blocks.
    /// - Parameters:
    ///   - now: When it arrives.
    ///   - isTrusted: Whether it passes unverified.
    ///   - thread: The number of the thread, for the stages' instances.
    package static func run(
        _ request: InboundRequest,
        through source: Source,
        catalog: Catalog,
        at now: Timestamp,
        isTrusted: Bool = false,
        thread: Int = 0
    ) -> SourceTrial {
        if let name = source.echo, request.method == "GET", let value = request.parameter(name) {
            var trial = SourceTrial(200)
            trial.echo = value
            return trial
        }
        guard source.methods.contains(request.method) else {
            let methods = source.methods.joined(separator: ", ")
            return SourceTrial(405, refusal: "the source takes \(methods), not \(request.method)")
        }
        let verified: VerifiedRequest
        do throws(SourceRun.Failure) {
            verified = try SourceRun.receive(request, by: source, at: now, isTrusted: isTrusted)
        } catch {
            switch error {
            case .refused(let refusal): return SourceTrial(401, refusal: refusal.text)
            case .unreadable(let fault):
                return SourceTrial(fault.kind == .unsupported ? 415 : 400, refusal: fault.text)
            }
        }
        var trial = SourceTrial(202)
        trial.request = verified
        let mapping = SourceMapper(source, catalog: catalog, thread: thread).map(verified, at: now)
        trial.mapping = mapping
        guard let drafts = mapping.drafts else {
            (trial.status, trial.isLearned) = source.learns ? (202, true) : (422, false)
            trial.refusal = mapping.problemText
            return trial
        }
        trial.take(drafts, catalog, at: now)
        return trial
    }

    /// Completes events as intake does.
    private mutating func take(_ drafts: [EventDraft], _ catalog: Catalog, at now: Timestamp) {
        let intake = Trial(catalog: catalog, thread: 0)
        for (index, draft) in drafts.enumerated() {
            do throws(IntakeError) {
                let event = try intake.event(draft, at: now)
                events.append((try? JSONValue.parse(event.json)) ?? .null)
            } catch {
                status = error.code == .contradiction ? 422 : 400
                refusal = drafts.count > 1 ? "item \(index): \(error.message)" : error.message
                events = []
                return
            }
        }
    }
}

extension SourceTrial {
    /// In what it differs from what a test expects.
    package func mismatches(with expectation: SourceExpectation) -> [TestMismatch] {
        var found: [TestMismatch] = []
        func expect(_ holds: Bool, _ subject: String, _ expected: String, _ actual: String, at place: SourcePosition) {
            guard !holds else { return }
            found.append(TestMismatch(position: place, subject: subject, expected: expected, found: actual))
        }
        if let (status, place) = expectation.status {
            let actual = "\(self.status)" + (refusal.map { ": \($0)" } ?? "")
            expect(self.status == status, "status", "\(status)", actual, at: place)
        }
        if let (isLearned, place) = expectation.isLearned {
            expect(self.isLearned == isLearned, "learned", "\(isLearned)", "\(self.isLearned)", at: place)
        }
        if let (text, place) = expectation.refused {
            let holds = refusal?.contains(text) ?? false
            expect(holds, "refused", "a reason that contains \"\(text)\"", refusal ?? "it is not refused", at: place)
        }
        if let (values, place) = expectation.events {
            expect(
                values.count == events.count,
                "events",
                "\(values.count)",
                "\(events.count)" + (refusal.map { ": \($0)" } ?? ""),
                at: place
            )
            for (index, (wanted, event)) in zip(values, events).enumerated() {
                for (pointer, wanted, actual) in wanted.lacking(in: event, at: .root) {
                    let subject = "events/\(index)\(pointer)"
                    expect(false, subject, wanted.text, actual?.text ?? "nothing", at: place)
                }
            }
        }
        return found
    }
}

extension JSONValue {
    /// What another value has otherwise than this one says: objects may have more members, and everything else is equal.
    fileprivate func lacking(
        in other: JSONValue?,
        at place: JSONPointer
    ) -> [(JSONPointer, wanted: JSONValue, found: JSONValue?)] {
        guard case .object(let members) = self, case .object(let others)? = other else {
            return self == other ? [] : [(place, self, other)]
        }
        return members.flatMap { name, value in value.lacking(in: others[name], at: place.appending(name)) }
    }
}
