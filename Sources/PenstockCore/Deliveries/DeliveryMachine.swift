/// Decides what becomes of a delivery. Pure: time and chance are passed in.
package struct DeliveryMachine: Sendable {
    /// What the decision rests on.
    package struct Progress: Sendable {
        /// When the delivery was made.
        package var createdAt: Timestamp
        /// Attempts of the transport so far.
        package var attempts: Int
        /// Attempts that were made before a person asked for a retry; the schedule starts anew behind them.
        package var attemptsBeforeRetry: Int
        package init(createdAt: Timestamp, attempts: Int, attemptsBeforeRetry: Int) {
            self.createdAt = createdAt
            self.attempts = attempts
            self.attemptsBeforeRetry = attemptsBeforeRetry
        }
    }

    /// What is to be done.
    package enum Decision: Sendable, Equatable {
        case finish(DeliveryState, Reason?)
        case retry(at: Timestamp, Reason)
        /// The delivery ends in a state, and its pipeline takes no more until a person or a reload lifts it.
        case hold(DeliveryState, Reason, pipeline: Reason)
    }

    package var retry: RetryPolicy
    package var outcomes: OutcomePolicy

    package init(retry: RetryPolicy, outcomes: OutcomePolicy) {
        self.retry = retry
        self.outcomes = outcomes
    }

    /// Decides after an attempt.
    /// - Parameters:
    ///   - progress: With the attempt that just ended counted.
    ///   - draw: A number in 0..<1, drawn only where there is something to wait for: chance costs a system call.
    package func after(
        _ result: AttemptResult,
        _ progress: Progress,
        now: Timestamp,
        draw: @autoclosure () -> Double
    ) -> (outcome: Outcome, decision: Decision) {
        let outcome = outcomes.outcome(of: result)
        let reason = Reason(code: result.code.isEmpty ? outcome.rawValue : result.code, text: result.sentence)
        return (outcome, decide(outcome, reason, asked: result.retryAfter, progress, now: now, draw: draw()))
    }

    /// Decides after a stage that failed; the endpoint was not tried.
    package func after(
        stageFailure outcome: Outcome,
        _ reason: Reason,
        stageTries: Int,
        _ progress: Progress,
        now: Timestamp,
        draw: @autoclosure () -> Double
    ) -> Decision {
        if outcome == .pluginFault { return fault(reason, tries: stageTries, now: now) }
        // A stage that says "later" uses the same schedule, counted by its own tries.
        var progress = progress
        progress.attempts = progress.attemptsBeforeRetry + max(stageTries, 1)
        return decide(outcome, reason, asked: nil, progress, now: now, draw: draw())
    }

    /// The waits between tries after a plugin's fault: once may be bad luck, four times is the plugin.
    package static let faultSchedule: [Duration] = [.seconds(1), .seconds(30), .seconds(300)]
    /// The same where the plugin's process ended: the second time it is this delivery, which was alone then.
    package static let crashSchedule: [Duration] = [.seconds(1)]

    /// A plugin hung or broke the rules of its interface: tried again a few times, then held for a person.
    private func fault(_ reason: Reason, tries: Int, now: Timestamp) -> Decision {
        let schedule = reason.endedPlugin ? Self.crashSchedule : Self.faultSchedule
        guard tries <= schedule.count else {
            return .finish(.held, Reason(code: "quarantined", text: reason.text, stage: reason.stage))
        }
        return .retry(at: now + schedule[max(tries, 1) - 1], reason)
    }

    private func decide(
        _ outcome: Outcome,
        _ reason: Reason,
        asked: Duration?,
        _ progress: Progress,
        now: Timestamp,
        draw: @autoclosure () -> Double
    ) -> Decision {
        switch outcome {
        case .delivered:
            return .finish(.delivered, nil)
        case .permanent:
            return .finish(.dead, reason)
        case .gone:
            return .hold(.dead, reason, pipeline: Reason(code: "gone", text: reason.text))
        case .configuration:
            let held = Reason(code: "configuration", text: reason.text, stage: reason.stage)
            return .hold(.held, held, pipeline: held)
        case .pluginFault:
            return fault(reason, tries: 1, now: now)
        case .transient:
            let tries = progress.attempts - progress.attemptsBeforeRetry
            guard let delay = retry.delay(after: tries, asking: asked, draw: draw()) else {
                return .finish(.dead, reason.givingUp("after \(tries) \(tries == 1 ? "try" : "tries")"))
            }
            let due = now + delay
            if let deadline = retry.deadline, due > progress.createdAt + deadline {
                return .finish(.dead, reason.givingUp("at the age of \(deadline.text)"))
            }
            return .retry(at: due, reason)
        }
    }
}

extension Reason {
    fileprivate func givingUp(_ when: String) -> Reason {
        Reason(code: code, text: "given up \(when): \(text)", stage: stage)
    }
}
