internal import CCurl
internal import Dispatch
internal import Glibc
internal import PenstockPluginKit
internal import Synchronization

/// The one I/O thread of this library, shared by all stages that are active: a thousand pipelines are not a thousand
/// threads. Whoever calls only leaves a note in the inbox; all work is done on the thread.
final class TransferLoop: Sendable {
    static let shared = TransferLoop()

    /// What others ask of the thread, besides transfers.
    enum Command: Sendable {
        case cancel(token: UInt64, Endpoint)
        /// Answers when the endpoint has nothing in flight; cuts what is left when the budget is spent.
        case drain(Endpoint, budget: Int64, DispatchSemaphore)
        /// Gives up the endpoint's transfers, those at rest too, and answers.
        case retire(Endpoint, DispatchSemaphore)
        case stop
    }

    struct Submission: Sendable {
        var delivery: Delivery
        var endpoint: Endpoint
    }

    private struct Inbox {
        var submissions: [Submission] = []
        var commands: [Command] = []
        /// Whether the thread waits, or is about to, and must be woken.
        var isAsleep = false
        var isRunning = false
        var wakeup: Int32 = -1
    }

    private struct Life {
        var users = 0
        var thread: PluginThread?
    }

    private let inbox = Mutex(Inbox())
    private let life = Mutex(Life())

    /// Counts a user; the first starts the thread.
    func open() throws {
        try life.withLock { life in
            if life.users == 0 {
                let wakeup = ccurl_eventfd()
                guard wakeup >= 0, let reactor = Reactor(wakeup: wakeup) else {
                    if wakeup >= 0 { close(wakeup) }
                    throw StageFailure.transient("no-descriptors", "no descriptors are left for the HTTP transport")
                }
                inbox.withLock { $0 = Inbox(isRunning: true, wakeup: wakeup) }
                // The reactor is made here so that a failure has somewhere to go, and handed over whole.
                let handedOver = Handover(reactor)
                life.thread = try PluginThread { LoopThread(handedOver.reactor, self).run() }
            }
            life.users += 1
        }
    }

    /// Counts a user out; the last one ends the thread.
    func leave() {
        life.withLock { life in
            life.users -= 1
            guard life.users == 0 else { return }
            send(.stop)
            life.thread?.join()
            life.thread = nil
            inbox.withLock { inbox in
                close(inbox.wakeup)
                inbox = Inbox()
            }
        }
    }

    /// Hands an attempt to the thread.
    func submit(_ delivery: Delivery, _ endpoint: Endpoint) {
        let isRunning = inbox.withLock { inbox in
            guard inbox.isRunning else { return false }
            inbox.submissions.append(Submission(delivery: delivery, endpoint: endpoint))
            wake(&inbox)
            return true
        }
        if !isRunning {
            var result = AttemptResult(.transient)
            result.code = "stopped"
            result.sentence = "the HTTP transport has been stopped"
            delivery.complete(result)
        }
    }

    /// Hands a command to the thread.
    /// - Returns: False when there is no thread to obey it.
    @discardableResult
    func send(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard inbox.isRunning else { return false }
            inbox.commands.append(command)
            wake(&inbox)
            return true
        }
    }

    /// Takes all notes; when there is none, the caller counts as asleep from now on.
    func take(_ submissions: inout [Submission], _ commands: inout [Command]) {
        inbox.withLock { inbox in
            // The empty arrays go in with their room, so that two pairs serve for ever.
            swap(&submissions, &inbox.submissions)
            swap(&commands, &inbox.commands)
            inbox.isAsleep = submissions.isEmpty && commands.isEmpty
        }
    }

    private func wake(_ inbox: inout Inbox) {
        guard inbox.isAsleep else { return }
        inbox.isAsleep = false
        _ = ccurl_eventfd_ring(inbox.wakeup)
    }
}

/// Carries the reactor to the thread that it belongs to from then on.
private final class Handover: @unchecked Sendable {
    let reactor: Reactor
    init(_ reactor: Reactor) { self.reactor = reactor }
}
