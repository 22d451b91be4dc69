import PenstockCore
import PenstockEngine

extension MemoryEngine {
    static func digest(of name: String) -> String { PersonDigest(of: name, in: StoreID("k3f9x2pq")).text }

    func move(timer: TimerID, to due: Timestamp) async throws(StoreError) {
        try store.change(timer) { ($0.due, $0.isMoved) = (due, true) }
    }

    func cancel(timer: TimerID) async throws(StoreError) {
        let now = now
        try store.change(timer) { timer in
            timer.state = .cancelled
            timer.reason = Reason(code: "cancelled", text: "a person cancelled it")
            timer.endedAt = now
        }
    }
}
