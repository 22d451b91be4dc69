internal import PenstockPluginKit

/// Attempts that wait until their receiver has said whether it wants them.
extension LoopThread {
    func wait(_ submission: TransferLoop.Submission, for consent: Consent) {
        consent.waiting.append(.init(submission: submission, since: reactor.now()))
        submission.endpoint.inFlight += 1
        if !consent.isAsking { ask(consent, for: submission.endpoint) }
    }

    /// Asks, within the time of the first attempt that waits.
    private func ask(_ consent: Consent, for endpoint: Endpoint) {
        guard let first = consent.waiting.first else { return }
        consent.isAsking = true
        let waited = Int64(clamping: (reactor.now() - first.since) / 1_000)
        if let result = start(first.submission.delivery, at: consent.asker, waited: waited) {
            end(endpoint, consent, with: result)
        }
    }

    /// Sends what waited, or ends it, by what the receiver answered.
    func settle(_ endpoint: Endpoint, _ answer: AttemptResult, of transfer: Transfer) {
        guard let consent = endpoint.consent else { return }
        let host = transfer.place?.authority ?? "the receiver"
        guard let refusal = HandshakeRules.refusal(of: answer, consent.options, host: host) else {
            let now = reactor.now()
            consent.grant(at: now)
            for one in take(consent, endpoint) {
                send(one.submission, waited: Int64(clamping: (now - one.since) / 1_000))
            }
            return
        }
        var result = answer
        result.outcome = refusal.outcome
        (result.code, result.sentence) = (refusal.code, refusal.sentence)
        result.retryAfterMilliseconds = refusal.retryAfterMilliseconds
        end(endpoint, consent, with: result)
    }

    /// Takes a cancelled attempt out of those that wait; when it is the one that asks, the next one does.
    func cancel(_ token: UInt64, of endpoint: Endpoint, waitingFor consent: Consent) {
        guard let index = consent.waiting.firstIndex(where: { $0.submission.delivery.token == token }) else { return }
        let cancelled = consent.waiting.remove(at: index)
        endpoint.inFlight -= 1
        if index == 0, let question = inFlight.first(where: { $0.endpoint === consent.asker }) {
            // It reads what is the delivery's, so it ends before the delivery does.
            land(question)
            consent.isAsking = false
        }
        var result = AttemptResult(.transient)
        result.code = "cancelled"
        result.sentence = "the attempt was cancelled before the receiver had agreed to be sent to"
        cancelled.submission.delivery.complete(result)
        if !consent.isAsking { ask(consent, for: endpoint) }
    }

    /// Ends all that waited; nothing of it was sent.
    private func end(_ endpoint: Endpoint, _ consent: Consent, with result: AttemptResult) {
        var result = result
        result.sent = .no
        for one in take(consent, endpoint) { one.submission.delivery.complete(result) }
    }

    private func take(_ consent: Consent, _ endpoint: Endpoint) -> [Consent.Waiting] {
        let waiting = consent.waiting
        consent.waiting = []
        consent.isAsking = false
        endpoint.inFlight -= waiting.count
        return waiting
    }
}
