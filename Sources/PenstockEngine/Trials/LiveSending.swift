package import PenstockCore
package import PenstockPipelines
package import PenstockPlugins
internal import Synchronization

/// Sends a message for a trial, and waits for what the other side says.
package protocol LiveSending: Sendable {
    /// Sends through a transport. Blocking.
    func send(_ frame: MessageFrame, _ transport: PipelineStage) -> AttemptResult
}

/// Sends with a transport that nobody else uses: it is started for the message and stopped behind it.
package struct OwnSending: LiveSending {
    private let waiting = LiveTokens()

    package init() {}

    package func send(_ frame: MessageFrame, _ transport: PipelineStage) -> AttemptResult {
        guard let stage = transport.stage else { return .unsent("the transport was not configured") }
        do throws(StageUnavailable) {
            let instance = try stage.activateTransport { [waiting] token, result in
                _ = waiting.completed(token, result)
            }
            defer { instance.drainAndDeactivate(within: .seconds(1)) }
            return waiting.result { token in instance.submit(frame, token: token) }
        } catch {
            return .unsent(error.description)
        }
    }
}

/// Trials that a transport has, by tokens that no delivery ever gets.
package final class LiveTokens: Sendable {
    private struct State {
        var last = LiveTokens.first
        var answers: [UInt64: @Sendable (AttemptResult) -> Void] = [:]
    }

    private static let first: UInt64 = 1 << 63
    private let state = Mutex(State())

    package init() {}

    /// Begins an attempt and waits for its end.
    /// - Parameter submit: Begins it with a token.
    func result(_ submit: (UInt64) -> StageVerdict) -> AttemptResult {
        let (wake, answer) = (Wake(), Answer())
        let token = state.withLock { state in
            state.last += 1
            state.answers[state.last] = { result in
                answer.value.withLock { $0 = result }
                wake.signal()
            }
            return state.last
        }
        if case .failed(let outcome, let reason) = submit(token) {
            // Not accepted, so no completion follows.
            state.withLock { _ = $0.answers.removeValue(forKey: token) }
            var result = AttemptResult(outcome)
            (result.code, result.sentence) = (reason.code, reason.text)
            return result
        }
        wake.wait()
        return answer.value.withLock { $0 } ?? .unsent("the transport gave no answer")
    }

    /// Takes the end of an attempt.
    /// - Returns: False for a token of a delivery.
    func completed(_ token: UInt64, _ result: AttemptResult) -> Bool {
        guard token > Self.first else { return false }
        // One that is completed twice finds nobody.
        state.withLock { $0.answers.removeValue(forKey: token) }?(result)
        return true
    }

    private final class Answer: Sendable {
        let value = Mutex<AttemptResult?>(nil)
    }
}

extension AttemptResult {
    fileprivate static func unsent(_ sentence: String) -> AttemptResult {
        var result = AttemptResult(.configuration)
        (result.code, result.sentence) = ("stage-unavailable", sentence)
        return result
    }
}
