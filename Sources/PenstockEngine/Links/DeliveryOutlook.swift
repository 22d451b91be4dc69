internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// What would have become of a delivery that met the same end, by the tables that deliveries go by. Pure.
struct DeliveryOutlook {
    /// The class, the pipeline's `outcomes` applied.
    let outcome: Outcome
    private let decision: DeliveryMachine.Decision
    private let now: Timestamp

    /// - Parameter pipeline: Whose policies count; the standard ones without.
    init(_ result: AttemptResult, _ pipeline: Pipeline?, now: Timestamp) {
        let machine = DeliveryMachine(
            retry: pipeline?.retry ?? .standard,
            outcomes: pipeline?.outcomes ?? OutcomePolicy()
        )
        let first = DeliveryMachine.Progress(createdAt: now, attempts: 1, attemptsBeforeRetry: 0)
        // Chance would make every test say something else.
        (outcome, decision) = machine.after(result, first, now: now, draw: 0.5)
        self.now = now
    }

    var json: JSONValue { .known(["state": .string(state.rawValue), "text": .string(sentence)]) }

    private var state: DeliveryState {
        switch decision {
        case .finish(let state, _), .hold(let state, _, pipeline: _): state
        case .retry: .waiting
        }
    }

    private var sentence: String {
        switch decision {
        case .finish(.delivered, _): "a delivery would have been delivered"
        case .finish(.dead, _): "a delivery would be dead after this try, and wait for a person"
        case .finish(let state, _): "a delivery would be \(state.rawValue)"
        case .retry(let at, _): "a delivery would wait, and be tried again in \((at - now).text)"
        case .hold(.dead, _, pipeline: _):
            "a delivery would be dead, and its pipeline held until a person resumes it"
        case .hold(let state, _, pipeline: _):
            "a delivery would be \(state.rawValue), and so would its pipeline, until its set-up is mended and it is resumed"
        }
    }
}
