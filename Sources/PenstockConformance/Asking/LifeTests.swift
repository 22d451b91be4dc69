internal import CConformance
internal import PenstockPlugins

extension ConformanceTest {
    /// Questions about the order of calls, and about what is left behind.
    static let ofLife = [
        ConformanceTest("lifecycle", "Every legal order of calls works.", of: .everyStage, lifecycle),
        ConformanceTest(
            "rounds",
            "A thousand rounds of create and destroy, and of configure and release, leave nothing behind.",
            of: .everyStage,
            rounds
        ),
        ConformanceTest("old-host", "It reads no more of the host's tables than the first host had.", of: .everyStage) {
            try withHost($0, .first)
        },
        ConformanceTest("new-host", "It ignores what a later host adds to its tables.", of: .everyStage) {
            try withHost($0, .later)
        },
    ]

    private static func lifecycle(_ run: TestRun) throws {
        let configuration = try run.configuration()
        let all = LifeOrder.all(isTransport: try run.stage().kind == .transport)
        let orders = all.shuffled(using: &run.chance).prefix(run.order.effort.lifeOrders)
        for order in orders {
            let places =
                try order.isOneStage
                ? [run.configured(with: configuration)]
                : [run.configured(with: configuration), run.configured(with: configuration)]
            var instances: [Instance?] = [nil, nil]
            for (which, step) in order.steps {
                if step == .create {
                    instances[which] = try places[which % places.count].instance(
                        onThread: order.isOneStage ? UInt32(which) : 0
                    )
                }
                guard let instance = instances[which] else { continue }
                switch step {
                case .create: break
                case .activate: try instance.activate()
                case .call: if let offence = instance.result(of: .event).offence { run.fail(offence) }
                case .drain: instance.drain()
                case .deactivate: instance.deactivate()
                case .destroy: instance.destroy()
                }
            }
            for place in places { place.release() }
        }
        run.note("\(orders.count) orders")
    }

    private static func withHost(_ run: TestRun, _ host: Arena.Host) throws {
        let plain = try results(run, LaidCall.Manner(), HostDouble())
        var manner = LaidCall.Manner()
        manner.host = host
        let other = try results(run, manner, HostDouble(host))
        for (one, two) in zip(plain, other) where !one.agrees(with: two) {
            run.fail(
                "with such a host it answers \(two.words) where it answers \(one.words) with this one, or makes another body"
            )
        }
    }

    private static func results(_ run: TestRun, _ manner: LaidCall.Manner, _ host: HostDouble) throws -> [CallResult] {
        let configured = try run.configured(host)
        var results: [CallResult] = []
        try configured.withInstance { instance in results = run.messages.map { instance.result(of: $0, manner) } }
        configured.release()
        return results
    }

    // MARK: - Rounds

    private static func rounds(_ run: TestRun) throws {
        let configuration = try run.configuration()
        let shared = try run.configured(with: configuration)
        try repeated(run, "create and destroy") {
            try shared.withInstance { _ in }
        }
        shared.release()
        try repeated(run, "configure and release") {
            try run.configured(with: configuration).release()
        }
    }

    private static func repeated(_ run: TestRun, _ what: String, _ round: () throws -> Void) throws {
        let rounds = run.order.effort.rounds
        // Caches and lazy statics fill in the first ones.
        for _ in 0..<rounds / 10 { try round() }
        let first = conf_take_census()
        var counted = 0
        let end = ContinuousClock.now + .seconds(20)
        var half = first
        while counted < rounds, ContinuousClock.now < end {
            try round()
            counted += 1
            if counted == rounds / 2 { half = conf_take_census() }
        }
        let last = conf_take_later_census(first)
        if counted < rounds { run.note("\(counted) rounds of \(what) in 20 s, each takes long") }
        if last.threads > first.threads {
            run.fail("\(counted) rounds of \(what) left \(last.threads - first.threads) threads behind")
        }
        if last.descriptors > first.descriptors {
            run.fail("\(counted) rounds of \(what) left \(last.descriptors - first.descriptors) descriptors open")
        }
        // What grows in both halves grows with every round: a cache would fill once.
        // What the allocator keeps for its next use counts as allocated, and changes by a kilobyte at random.
        let step = max(Int64(counted) * 4, 2048)
        let isSteady =
            counted < rounds || (half.allocated - first.allocated > step && last.allocated - half.allocated > step)
        if isSteady, last.allocated - first.allocated > step * 2 {
            run.fail("\(counted) rounds of \(what) left \(last.allocated - first.allocated) bytes behind")
        } else if last.resident - first.resident > 64 << 20 {
            run.fail(
                "\(counted) rounds of \(what) made the process \((last.resident - first.resident) >> 20) MiB larger"
            )
        }
    }
}
