internal import CBench

extension BenchRun {
    /// The pipeline is paused while events come in, then let go, and the host is killed and started again at that very
    /// moment: what an outage of a receiver, and of the host after it, leaves behind.
    func measureBacklog(_ host: BenchHost) throws(BenchFailure) -> BenchReport.Result {
        try deliver(take(settings.warmUp), to: host, "backlog: warming up")
        let before = try deliver(take(settings.baseline), to: host, "backlog: without one")
        let baseline = ledger.account(of: before.events).deliveriesPerSecond

        try host.turn("pause")
        let sent = try send(take(settings.backlog), to: host, "backlog: filling")
        let filled = ledger.account(of: sent.events)
        let waiting = host.reading.memory
        try host.turn("resume")
        host.kill()

        tell("backlog: starting with \(filled.accepted) waiting")
        receiver.mark()
        let second = try host.again()
        try drain(sent, "backlog: draining")
        let arrivals = receiver.arrivals
        let account = ledger.account(of: sent.events)
        let drained = sent.events.count { ledger[$0].arrived >= second.started }
        let speed = Account.rate(drained, arrivals.first, account.lastArrived)

        var figures = [
            Figure.count("backlog", "waiting", filled.accepted - filled.delivered),
            .rate("accepted_per_second", "accepted", filled.acceptedPerSecond),
        ]
        if let waiting {
            figures.append(.memory("waiting_bytes", "memory, waiting", waiting.resident))
            figures.append(.memory("waiting_peak_bytes", "memory at most, waiting", waiting.peak))
        }
        figures += [
            .time("restart_ready_ms", "restart → ready", nanoseconds: second.ready - second.started),
            .time("restart_first_delivery_ms", "restart → first", nanoseconds: arrivals.first - second.started),
            .rate("drained_per_second", "drained", speed),
            .rate("without_backlog_per_second", "without a backlog", baseline),
            .ratio("drain_ratio", "drained / without", baseline > 0 ? speed / baseline : 0),
        ]
        if let memory = second.reading.memory {
            figures.append(.memory("drain_peak_bytes", "memory at most, draining", memory.peak))
        }
        figures += counts(account, sent)
        try second.stop()
        return .init(name: "backlog", figures: figures, problems: problems(of: account, duplicates: slots(kills: 1)))
    }

    /// The host is killed again and again while events come in, and started on the same data.
    func measureKills(_ first: BenchHost) throws(BenchFailure) -> BenchReport.Result {
        var host = first
        try deliver(take(settings.warmUp), to: host, "kill: warming up")
        let events = take(settings.events)
        let load = LoadGenerator.Load(events: events, connections: settings.connections)
        let generator = try LoadGenerator(ledger, load, to: host.port)
        let end = cbench_now() + settings.timeLimit.nanoseconds
        var restarts: [Int64] = []
        for kill in 1...settings.kills {
            // Somewhere in its stretch of the load, so that two runs do not kill at the same place.
            let stretch = Double(events.count) / Double(settings.kills + 1)
            let point = Int(stretch * (Double(kill) + Double.random(in: -0.4...0.4)))
            while generator.sent.accepted < point && !generator.sent.isDone && cbench_now() < end {
                try host.checkRunning()
                try rest("kill: \(generator.sent.accepted) of \(events.count) taken")
            }
            host.kill()
            host = try host.again()
            restarts.append(host.ready - host.started)
            generator.turn(to: host.port)
        }
        while !generator.sent.isDone && cbench_now() < end {
            try host.checkRunning()
            try rest("kill: \(generator.sent.accepted) of \(events.count) taken")
        }
        let sent = try finish(generator)
        try drain(sent, "kill")
        // A repetition may still be under way when the last event came.
        for _ in 0..<150 { try rest("kill: looking for repetitions") }
        let account = ledger.account(of: sent.events)
        var figures = [Figure.count("kills", "kills", restarts.count)]
        figures += Figure.times("restart_ready_ms", "restart → ready", Percentiles(restarts))
        figures += counts(account, sent)
        if let slots = slots(kills: settings.kills) {
            figures.append(.count("most_duplicates", "duplicates that may be", slots))
        }
        try host.stop()
        let allowed = slots(kills: settings.kills)
        return .init(name: "kill", figures: figures, problems: problems(of: account, duplicates: allowed))
    }

    /// How many deliveries so many crashes may repeat; nil where the pipelines are the user's.
    private func slots(kills: Int) -> Int? { settings.pipelines == nil ? kills * BenchPipelines.concurrency : nil }
}
