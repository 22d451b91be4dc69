internal import PenstockCore

/// A receiver that behaves as it was told: what it decides, without any network.
package struct Catch: Sendable {
    private let plan: CatchPlan
    /// The failures that are still to come.
    private var steps: ArraySlice<CatchPlan.Step>

    package init(_ plan: CatchPlan) {
        self.plan = plan
        steps = plan.steps[...]
    }

    /// Says how a request is answered, and takes one off the failures that are to come.
    package mutating func answer(to request: CaughtRequest) -> CatchAnswer {
        if request.isCut {
            return CatchAnswer(kind: .status(413), body: "more than this receiver takes\n", delay: plan.delay)
        }
        if request.method == "OPTIONS", let handshake = Self.handshake(request) {
            return CatchAnswer(
                kind: .status(200),
                headers: handshake.consent.map { .init(name: $0.name, value: $0.value) },
                delay: plan.delay
            )
        }
        switch next() {
        case .status(let status)?:
            let wait = plan.retryAfter.map { [CatchAnswer.Header(name: "Retry-After", value: "\($0)")] } ?? []
            return CatchAnswer(kind: .status(status), headers: wait, body: plan.body, delay: plan.delay)
        case .reset?: return CatchAnswer(kind: .reset, delay: plan.delay)
        case nil: return CatchAnswer(kind: .status(plan.status), body: plan.body, delay: plan.delay)
        }
    }

    private mutating func next() -> CatchPlan.Failing? {
        guard let step = steps.first else { return nil }
        if let times = step.times {
            if times == 1 { steps.removeFirst() } else { steps[steps.startIndex].times = times - 1 }
        }
        return step.failing
    }

    private static func handshake(_ request: CaughtRequest) -> WebhookHandshake? {
        WebhookHandshake(
            origin: request.header(WebhookHandshake.requestOrigin),
            rate: request.header(WebhookHandshake.requestRate)
        )
    }
}
