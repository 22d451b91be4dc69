/// The scenarios in which events go through as they come.
extension BenchRun {
    /// As many as the host takes, over all connections.
    func measureThroughput(_ host: BenchHost) throws(BenchFailure) -> BenchReport.Result {
        try deliver(take(settings.warmUp), to: host, "throughput: warming up")
        let measurement = try Measurement(self, host, profiled: true)
        let sent = try deliver(take(settings.events), to: host, "throughput")
        let account = ledger.account(of: sent.events)
        var figures = [
            Figure.rate("deliveries_per_second", "deliveries", account.deliveriesPerSecond),
            Figure.rate("accepted_per_second", "accepted", account.acceptedPerSecond),
        ]
        figures += Figure.times(
            "accept_ms",
            "sent → accepted",
            ledger.times(of: sent.events, from: \.sent, to: \.accepted)
        )
        figures += measurement.figures(events: account.delivered, sent)
        figures += memory(host) + counts(account, sent)
        try host.stop()
        return .init(name: "throughput", figures: figures, problems: problems(of: account))
    }

    /// A fixed number each second, as far below what the host can do as an installation mostly is.
    func measureLatency(_ host: BenchHost) throws(BenchFailure) -> BenchReport.Result {
        let rate = Double(settings.rate)
        try deliver(take(min(settings.warmUp, settings.rate)), to: host, rate: rate, "latency: warming up")
        let measurement = try Measurement(self, host, profiled: false)
        let sent = try deliver(take(settings.latencyEvents), to: host, rate: rate, "latency")
        let account = ledger.account(of: sent.events)
        var figures = [Figure.rate("rate_per_second", "rate", account.acceptedPerSecond)]
        figures += Figure.times(
            "received_ms",
            "sent → received",
            ledger.times(of: sent.events, from: \.sent, to: \.arrived)
        )
        figures += Figure.times(
            "accept_ms",
            "sent → accepted",
            ledger.times(of: sent.events, from: \.sent, to: \.accepted)
        )
        figures += measurement.figures(events: account.delivered, sent).prefix(1)
        figures += counts(account, sent)
        try host.stop()
        return .init(name: "latency", figures: figures, problems: problems(of: account))
    }

    /// A receiver that takes its time for every answer.
    func measureSlowReceiver(_ host: BenchHost) throws(BenchFailure) -> BenchReport.Result {
        receiver.answer(after: settings.receiverDelay)
        defer { receiver.answer(after: .zero) }
        try deliver(take(settings.warmUp), to: host, "slow receiver: warming up")
        let measurement = try Measurement(self, host, profiled: false)
        let sent = try deliver(take(settings.events), to: host, "slow receiver")
        let account = ledger.account(of: sent.events)
        let delay = Figure.time("delay_ms", "each answer after", nanoseconds: settings.receiverDelay.nanoseconds)
        var figures = [delay, Figure.rate("deliveries_per_second", "deliveries", account.deliveriesPerSecond)]
        figures += measurement.figures(events: account.delivered, sent).prefix(1)
        figures += memory(host) + counts(account, sent)
        try host.stop()
        return .init(name: "slow-receiver", figures: figures, problems: problems(of: account))
    }

    /// What is resident before, while and after events go through.
    func measureMemory(_ host: BenchHost) throws(BenchFailure) -> BenchReport.Result {
        // What is only needed to start is given back within moments, or never.
        for _ in 0..<500 { try rest("memory: at rest") }
        let idle = host.reading.memory
        let sent = try deliver(take(settings.events), to: host, "memory")
        let account = ledger.account(of: sent.events)
        let after = host.reading.memory
        var figures: [Figure] = []
        if let idle, let after {
            figures = [
                .time("start_ms", "start", nanoseconds: host.ready - host.started),
                .memory("idle_bytes", "idle", idle.resident),
                .memory("idle_anonymous_bytes", "idle, without files", idle.anonymous),
                .memory("peak_bytes", "at most", after.peak),
                .memory("after_bytes", "afterwards", after.resident),
            ]
        }
        figures += counts(account, sent)
        try host.stop()
        return .init(name: "memory", figures: figures, problems: problems(of: account))
    }

    // MARK: - Figures that several have

    func memory(_ host: BenchHost) -> [Figure] {
        host.reading.memory.map { [.memory("peak_bytes", "memory at most", $0.peak)] } ?? []
    }

    /// The account, without what did not happen and rarely does.
    func counts(_ account: Account, _ sent: LoadGenerator.Sent) -> [Figure] {
        var figures = [
            Figure.count("accepted", "accepted", account.accepted),
            .count("delivered", "delivered", account.delivered),
            .count("lost", "lost", account.lost),
            .count("duplicates", "duplicates", account.duplicates),
        ]
        if sent.resent > 0 { figures.append(.count("resent", "sent again", sent.resent)) }
        if sent.deferred > 0 { figures.append(.count("deferred", "told to come later", sent.deferred)) }
        return figures
    }
}
