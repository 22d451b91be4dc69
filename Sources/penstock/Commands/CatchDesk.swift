internal import PenstockCatch
internal import PenstockCore
internal import PenstockJSON
internal import PenstockSignatures
internal import ServiceLifecycle
internal import Synchronization

/// Takes what arrives at `penstock catch`: decides, verifies and prints, one request after the other.
final class CatchDesk: Sendable {
    private struct State {
        var receiver: Catch
        var tally = CatchTally()
    }

    private let state: Mutex<State>
    private let signature: SignatureOptions
    private let secret: String?
    private let isJSON: Bool

    init(_ plan: CatchPlan, _ signature: SignatureOptions, secret: String?, isJSON: Bool) {
        state = Mutex(State(receiver: Catch(plan)))
        (self.signature, self.secret, self.isJSON) = (signature, secret, isJSON)
    }

    func take(_ request: CaughtRequest) -> CatchAnswer {
        // A handshake is not signed, nor is a look with a browser.
        let isSigned = request.method != "OPTIONS"
        let diagnosis =
            isSigned ? secret.flatMap { try? signature.diagnose(request.content, secret: $0, at: request.at) } : nil
        // Printed under the lock, so that requests stand one after the other.
        return state.withLock { state in
            var request = request
            request.number = state.tally.requests + 1
            let answer = state.receiver.answer(to: request)
            state.tally.count(answer, diagnosis)
            Terminal.output.write(
                isJSON
                    ? request.json(answer, diagnosis).text + "\n"
                    : CaughtText(request, answer, diagnosis).rendered(for: .output)
            )
            return answer
        }
    }

    var summary: String { state.withLock { $0.tally.text } }
}

/// Ends once so many requests have been answered; without a number, it waits until something else does.
final class EndAfter: Service {
    private let left: Mutex<Int?>
    private let (reached, reach) = AsyncStream.makeStream(of: Void.self)

    init(_ count: Int?) { left = Mutex(count) }

    @Sendable func count() {
        let isLast = left.withLock { left in
            guard let count = left else { return false }
            left = count - 1
            return count == 1
        }
        if isLast { reach.finish() }
    }

    func run() async throws {
        for await _ in reached.cancelOnGracefulShutdown() {}
    }
}
