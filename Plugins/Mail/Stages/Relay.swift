internal import Dispatch
internal import PenstockPluginKit
internal import Synchronization

/// A mail that waits for a session, or is in one.
final class MailJob: Sendable {
    let delivery: Delivery
    let egress: Egress?
    let owner: ObjectIdentifier
    /// Called once, after the delivery is completed.
    let ended: @Sendable () -> Void
    private let cancelled = Atomic(false)
    private let submitted = ContinuousClock.now

    init(_ delivery: Delivery, egress: Egress?, owner: ObjectIdentifier, ended: @escaping @Sendable () -> Void) {
        self.delivery = delivery
        self.egress = egress
        self.owner = owner
        self.ended = ended
    }

    /// Whether its time was over before a session was free: the mail server stalls, or the queue is too long for it.
    func hasWaitedTooLong(_ options: RelayOptions) -> Bool {
        let budget = delivery.call.budgetMicroseconds
        let limit = budget > 0 ? min(budget, options.timeout.value) : options.timeout.value
        return ContinuousClock.now - submitted >= .microseconds(limit)
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    /// Ends the attempt; nothing of the delivery is touched afterwards.
    func complete(_ result: AttemptResult) {
        delivery.complete(result)
        ended()
    }
}

/// The sessions with one mail server, shared by all stages with the same options. libcurl blocks while it speaks SMTP,
/// so each session has a thread; there are few, because mail servers dislike many.
final class Relay: Sendable {
    private static let sessionLimit = 4
    /// After this long without a mail, a session says goodbye.
    private static let idleSeconds = 20
    private static let relays = Mutex<[RelayOptions: Relay]>([:])

    private struct State {
        var waiting: [MailJob] = []
        var underWay: [MailJob] = []
        var users = 0
        var isStopping = false
        var threads: [PluginThread] = []
    }

    private let options: RelayOptions
    private let state = Mutex(State())
    /// Counts mails that wait, and one more for each thread that shall end.
    private let work = DispatchSemaphore(value: 0)

    private init(_ options: RelayOptions) {
        self.options = options
    }

    /// The relay for these options, with its threads running. Counts a user.
    static func open(_ options: RelayOptions) throws -> Relay {
        try relays.withLock { relays in
            let relay = relays[options] ?? Relay(options)
            try relay.join()
            relays[options] = relay
            return relay
        }
    }

    /// Counts a user out; the last one ends the threads, after the mails that still wait.
    func leave() {
        let threads = Relay.relays.withLock { relays in
            let ended = state.withLock { state -> [PluginThread] in
                state.users -= 1
                guard state.users == 0 else { return [] }
                state.isStopping = true
                return state.threads
            }
            if !ended.isEmpty { relays[options] = nil }
            return ended
        }
        for _ in threads { work.signal() }
        for thread in threads { thread.join() }
    }

    /// Puts a mail in the queue.
    func submit(_ job: MailJob) {
        state.withLock { $0.waiting.append(job) }
        work.signal()
    }

    /// Gives up mails: those that wait at once, those in a session as soon as it notices.
    func cancel(where isMeant: (MailJob) -> Bool, code: String, reason: String) {
        let given = state.withLock { state -> [MailJob] in
            for job in state.underWay where isMeant(job) { job.cancel() }
            let given = state.waiting.filter(isMeant)
            state.waiting.removeAll(where: isMeant)
            return given
        }
        for job in given {
            job.complete(neverBegun(job, code, "\(reason) before the mail was handed to \(options.name)"))
        }
    }

    /// The end of a mail that no session took.
    private func neverBegun(_ job: MailJob, _ code: String, _ sentence: String) -> AttemptResult {
        var result = AttemptResult(.transient)
        result.code = code
        result.sentence = sentence
        // Those who have the mail already must not get it again.
        result.resume = Array(job.delivery.resume)
        return result
    }

    private func join() throws {
        try state.withLock { state in
            while state.threads.count < Relay.sessionLimit {
                do {
                    state.threads.append(try PluginThread { [self] in run() })
                } catch {
                    if state.threads.isEmpty { throw error }
                    break
                }
            }
            state.users += 1
        }
    }

    /// One session's thread.
    private func run() {
        var session: Session?
        while true {
            if work.wait(timeout: .now() + .seconds(session == nil ? 86_400 : Relay.idleSeconds)) == .timedOut {
                session = nil
                continue
            }
            let (job, isEnd) = state.withLock { state -> (MailJob?, Bool) in
                guard !state.waiting.isEmpty else { return (nil, state.isStopping) }
                let job = state.waiting.removeFirst()
                state.underWay.append(job)
                return (job, false)
            }
            if let job, job.hasWaitedTooLong(options) {
                state.withLock { state in state.underWay.removeAll { $0 === job } }
                job.complete(neverBegun(job, "no-session", "no session with \(options.name) was free in time"))
            } else if let job {
                session = session ?? Session(options)
                let result = session?.send(job, isCancelled: { job.isCancelled }) ?? Relay.outOfMemory
                state.withLock { state in state.underWay.removeAll { $0 === job } }
                job.complete(result)
            } else if isEnd {
                return
            }
        }
    }

    private static var outOfMemory: AttemptResult {
        var result = AttemptResult(.transient)
        result.code = "no-memory"
        result.sentence = "libcurl could not begin a session: it is out of memory"
        return result
    }
}
