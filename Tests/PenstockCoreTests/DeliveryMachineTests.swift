import PenstockCore
import Testing

@Suite struct `Delivery machine` {
    private let now = Timestamp(microseconds: 1_700_000_000_000_000)

    private func machine(
        schedule: [Duration] = [.seconds(5), .seconds(60)],
        then: RetryPolicy.Then = .stop,
        deadline: Duration? = nil,
        outcomes: OutcomePolicy = OutcomePolicy()
    ) -> DeliveryMachine {
        DeliveryMachine(
            retry: RetryPolicy(schedule: schedule, then: then, jitter: 0, deadline: deadline),
            outcomes: outcomes
        )
    }

    private func result(_ outcome: Outcome, status: Int = 0, retryAfter: Duration? = nil) -> AttemptResult {
        var result = AttemptResult(outcome)
        result.status = status
        result.retryAfter = retryAfter
        result.sentence = "answered \(status)"
        return result
    }

    private func progress(attempts: Int, before: Int = 0) -> DeliveryMachine.Progress {
        DeliveryMachine.Progress(createdAt: now, attempts: attempts, attemptsBeforeRetry: before)
    }

    private func decision(
        _ result: AttemptResult,
        attempts: Int = 1,
        before: Int = 0,
        machine: DeliveryMachine? = nil
    ) -> DeliveryMachine.Decision {
        (machine ?? self.machine()).after(
            result,
            progress(attempts: attempts, before: before),
            now: now,
            draw: 0.5
        ).decision
    }

    @Test func `what was delivered is done`() {
        #expect(decision(result(.delivered, status: 200)) == .finish(.delivered, nil))
    }

    @Test func `a transient failure waits by the schedule, try by try`() {
        #expect(
            decision(result(.transient, status: 503))
                == .retry(at: now + .seconds(5), Reason(code: "transient", text: "answered 503"))
        )
        #expect(
            decision(result(.transient, status: 503), attempts: 2)
                == .retry(at: now + .seconds(60), Reason(code: "transient", text: "answered 503"))
        )
    }

    @Test func `it is dead when the schedule is used up`() {
        #expect(
            decision(result(.transient, status: 503), attempts: 3)
                == .finish(.dead, Reason(code: "transient", text: "given up after 3 tries: answered 503"))
        )
    }

    @Test func `a person's retry begins the schedule anew`() {
        #expect(
            decision(result(.transient, status: 503), attempts: 4, before: 3)
                == .retry(at: now + .seconds(5), Reason(code: "transient", text: "answered 503"))
        )
    }

    @Test func `then repeat goes on with the last interval`() {
        let machine = machine(then: .repeat)
        #expect(
            decision(result(.transient, status: 500), attempts: 40, machine: machine)
                == .retry(at: now + .seconds(60), Reason(code: "transient", text: "answered 500"))
        )
    }

    @Test func `an endpoint may ask for more time, up to a day, and never for less`() {
        #expect(
            decision(result(.transient, status: 429, retryAfter: .seconds(120)))
                == .retry(at: now + .seconds(120), Reason(code: "transient", text: "answered 429"))
        )
        #expect(
            decision(result(.transient, status: 429, retryAfter: .seconds(1)))
                == .retry(at: now + .seconds(5), Reason(code: "transient", text: "answered 429"))
        )
        #expect(
            decision(result(.transient, status: 429, retryAfter: .seconds(1_000_000)))
                == .retry(at: now + .seconds(86_400), Reason(code: "transient", text: "answered 429"))
        )
    }

    @Test func `a retry that would come after the deadline is not made`() {
        let machine = machine(deadline: .seconds(30))
        #expect(
            decision(result(.transient, status: 503), attempts: 2, machine: machine)
                == .finish(.dead, Reason(code: "transient", text: "given up at the age of 30s: answered 503"))
        )
    }

    @Test func `permanent is dead, gone also holds the pipeline, configuration holds both`() {
        let text = "answered 0"
        #expect(decision(result(.permanent)) == .finish(.dead, Reason(code: "permanent", text: text)))
        #expect(
            decision(result(.gone))
                == .hold(
                    .dead,
                    Reason(code: "gone", text: text),
                    pipeline: Reason(code: "gone", text: text)
                )
        )
        let held = Reason(code: "configuration", text: text)
        #expect(decision(result(.configuration)) == .hold(.held, held, pipeline: held))
    }

    @Test func `a plugin's fault has three tries of its own, then holds the delivery alone`() {
        let reason = Reason(code: "plugin-fault", text: "answered 0")
        #expect(decision(result(.pluginFault)) == .retry(at: now + .seconds(1), reason))
        let expected: [DeliveryMachine.Decision] =
            [1, 30, 300].map { .retry(at: now + .seconds($0), reason) }
            + [.finish(.held, Reason(code: "quarantined", text: "answered 0"))]
        let decisions = (1...4).map { tries in
            machine(schedule: []).after(
                stageFailure: .pluginFault,
                reason,
                stageTries: tries,
                progress(attempts: 0),
                now: now,
                draw: 0.5
            )
        }
        #expect(decisions == expected)
    }

    @Test(arguments: ["plugin-crashed", "plugin-hung"])
    func `a plugin that ended with its process has one more try`(code: String) {
        let reason = Reason(code: code, text: "the plugin x crashed (SIGSEGV)", stage: "stages/0 (x)")
        let decisions = (1...2).map { tries in
            machine(schedule: []).after(
                stageFailure: .pluginFault,
                reason,
                stageTries: tries,
                progress(attempts: 0),
                now: now,
                draw: 0.5
            )
        }
        let held = Reason(code: "quarantined", text: reason.text, stage: reason.stage)
        #expect(decisions == [.retry(at: now + .seconds(1), reason), .finish(.held, held)])
    }

    @Test func `a stage that says later counts its own tries`() {
        let reason = Reason(code: "lookup-missing", text: "nobody", stage: "stages/0 (lookup)")
        let machine = machine()
        for (tries, expected) in [(1, 5), (2, 60)] {
            #expect(
                machine.after(
                    stageFailure: .transient,
                    reason,
                    stageTries: tries,
                    progress(attempts: 0),
                    now: now,
                    draw: 0.5
                )
                    == .retry(at: now + .seconds(expected), reason)
            )
        }
        guard
            case .finish(.dead, let dead?) = machine.after(
                stageFailure: .transient,
                reason,
                stageTries: 3,
                progress(attempts: 0),
                now: now,
                draw: 0.5
            )
        else {
            Issue.record("not dead")
            return
        }
        #expect(dead.stage == "stages/0 (lookup)")
    }

    @Test(arguments: [
        (404, Outcome.permanent), (409, .delivered), (500, .permanent), (503, .transient), (0, .transient),
    ])
    func `the pipeline's outcomes override the transport's, an exact status first`(status: Int, expected: Outcome) {
        let policy = OutcomePolicy(
            exact: [404: .permanent, 409: .delivered, 503: .transient],
            classes: [5: .permanent]
        )
        #expect(policy.outcome(of: result(.transient, status: status)) == expected)
    }

    /// Every class of status, of HTTP and of SMTP, with what its transport says of it.
    static let answers: [(Int, Outcome)] = [
        (0, .transient), (200, .delivered), (250, .delivered), (301, .transient), (354, .transient), (404, .transient),
        (410, .gone), (421, .transient), (452, .transient), (500, .transient), (535, .configuration),
        (550, .permanent), (554, .permanent), (599, .transient),
    ]

    @Test(arguments: answers)
    func `an answer is what the transport says, unless its status or its hundred is named`(status: Int, said: Outcome) {
        let answer = result(said, status: status)
        #expect(OutcomePolicy().outcome(of: answer) == said)
        for outcome in Outcome.allCases where outcome != .pluginFault {
            let (exact, hundred) = (
                OutcomePolicy(exact: [status: outcome]), OutcomePolicy(classes: [status / 100: outcome])
            )
            let other = OutcomePolicy(exact: [status + 1: outcome], classes: [status / 100 + 1: outcome])
            // What ended without an answer has no status to name.
            let expected = status == 0 ? said : outcome
            #expect(exact.outcome(of: answer) == expected && hundred.outcome(of: answer) == expected)
            #expect(other.outcome(of: answer) == said)
        }
    }

    @Test func `a plugin's fault is no answer that a pipeline could name`() {
        let policy = OutcomePolicy(exact: [500: .delivered], classes: [5: .delivered])
        #expect(policy.outcome(of: result(.pluginFault, status: 500)) == .pluginFault)
    }

    @Test(arguments: [(403, Outcome.transient), (410, .gone), (454, .configuration), (550, .permanent)])
    func `what a pipeline makes transient waits as long as was asked, up to a day`(status: Int, said: Outcome) {
        let machine = machine(outcomes: OutcomePolicy(exact: [status: .transient]))
        let reason = Reason(code: "transient", text: "answered \(status)")
        for (asked, wait) in [(1, 5), (7200, 7200), (86_400, 86_400), (86_401, 86_400), (31_622_400, 86_400)] {
            let answer = result(said, status: status, retryAfter: .seconds(asked))
            #expect(decision(answer, machine: machine) == .retry(at: now + .seconds(wait), reason))
        }
    }
}

@Suite struct `Retry policy` {
    @Test(arguments: [(0.0, 80.0), (0.5, 100.0), (0.75, 110.0)])
    func `jitter draws an interval longer or shorter by its part`(draw: Double, expected: Double) {
        let policy = RetryPolicy(schedule: [.seconds(100)], then: .stop, jitter: 0.2, deadline: nil)
        #expect(policy.delay(after: 1, asking: nil, draw: draw) == .seconds(expected))
    }

    @Test func `a schedule has a span, unless it repeats`() {
        func span(_ then: RetryPolicy.Then) -> Duration? {
            RetryPolicy(schedule: [.seconds(5), .seconds(60)], then: then, jitter: 0.2, deadline: nil).span
        }
        #expect(span(.stop) == .seconds(65))
        #expect(span(.repeat) == nil)
    }

    @Test func `the standard schedule is that of Standard Webhooks`() {
        #expect(
            RetryPolicy.standard.schedule.map(\.text) == ["5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "1d"]
        )
    }
}
