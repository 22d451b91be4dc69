internal import CConformance

extension ConformanceTest {
    /// Questions about attempts in flight.
    static let ofTransports = [
        ConformanceTest(
            "in-flight",
            "Ten thousand attempts to a server that resets, stalls and half-closes are completed exactly once each.",
            of: .transports,
            inFlight
        ),
        ConformanceTest("cancel", "What is cancelled is completed, exactly once.", of: .transports, cancel),
        ConformanceTest("drain", "Drain completes everything within its budget.", of: .transports, drain),
        ConformanceTest(
            "after-destroy",
            "Nothing is completed after the stage is released.",
            of: .transports,
            afterDestroy
        ),
    ]

    /// How long the host waits for a token beyond its deadline before it settles it by itself.
    private static let grace = 10.0

    private static func inFlight(_ run: TestRun) throws {
        let flight = try Flight(run, manners: CONF_PEER_MISBEHAVES, budget: 2_000_000)
        let count = run.order.effort.inFlight
        flight.submit(count, run)
        let forgotten = flight.ledger.wait(seconds: 2 + grace)
        if forgotten > 0 {
            run.fail("\(forgotten) of \(count) tokens were not completed 10 s after their deadline")
        }
        let seen = flight.seen
        run.note("\(seen.connections) connections, \(seen.requests) whole requests")
        if seen.connections == 0 { run.warn("it never connected to the server of the check") }
        flight.instance.drain()
        flight.stopPeer()
        flight.end()
        flight.judge(run)
    }

    private static func cancel(_ run: TestRun) throws {
        let flight = try Flight(run, manners: CONF_PEER_STALLS, budget: 3_000_000)
        guard flight.instance.canCancel else {
            flight.end()
            flight.stopPeer()
            throw TestRun.Skip(text: "it offers no cancel")
        }
        let count = run.order.effort.inFlight / 10
        flight.submit(count, run)
        // Twice, and tokens that nobody knows: a request may come late.
        for token in flight.tokens + flight.tokens.prefix(10) + [.max] { flight.instance.cancel(token) }
        let open = flight.ledger.wait(seconds: 3 + grace)
        if open > 0 { run.fail("\(open) of \(count) tokens were cancelled and not completed") }
        flight.instance.drain()
        flight.end()
        flight.stopPeer()
        flight.judge(run)
    }

    private static func drain(_ run: TestRun) throws {
        let flight = try Flight(run, manners: CONF_PEER_STALLS, budget: 60_000_000)
        let count = run.order.effort.inFlight / 10
        flight.submit(count, run)
        let start = ContinuousClock.now
        flight.instance.drain(budget: 500_000)
        let open = flight.ledger.wait(seconds: 0)
        let taken = ContinuousClock.now - start
        if open > 0 { run.fail("after drain, \(open) of \(count) tokens were not completed") }
        if taken > .seconds(grace) { run.fail("drain took \(taken), with a budget of half a second") }
        flight.end()
        flight.stopPeer()
        flight.judge(run)
    }

    private static func afterDestroy(_ run: TestRun) throws {
        let flight = try Flight(run, manners: CONF_PEER_MISBEHAVES, budget: 60_000_000)
        flight.submit(run.order.effort.inFlight / 10, run)
        flight.instance.drain(budget: 200_000)
        flight.end()
        // Now the server resets what is still connected, which must reach nobody.
        flight.stopPeer()
        flight.ledger.listen(seconds: 0.5)
        flight.judge(run)
    }
}
