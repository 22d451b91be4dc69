internal import PenstockPlugins

extension ConformanceTest {
    /// Measures; what is slow is no fault.
    static let cost = ConformanceTest("cost", "What one call takes (measured, never a failure).", of: .everyStage) {
        run in
        let configured = try run.configured()
        try configured.withInstance { instance in
            let laid = LaidCall(.event)
            guard instance.call(laid) != nil else { throw TestRun.Skip(text: "it prepares nothing") }
            let clock = ContinuousClock()
            let end = clock.now + .milliseconds(run.order.effort == .full ? 500 : 50)
            var calls = 0
            var batch = 1
            let start = clock.now
            while clock.now < end {
                // Reading the clock costs as much as a call may; so ever more calls for each look at it.
                for _ in 0..<batch {
                    laid.rewind()
                    _ = instance.call(laid)
                }
                calls += batch
                batch = min(batch * 2, 1_024)
            }
            let nanoseconds = (clock.now - start) / .nanoseconds(1) / Double(calls)
            run.measured(
                instance.owner.stage.kind == .transport ? "prepare" : instance.owner.stage.name.kind,
                nanoseconds: nanoseconds
            )
        }
        configured.release()
    }
}
