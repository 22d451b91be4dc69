internal import CCurl
internal import Dispatch
internal import PenstockPluginKit

/// What the I/O thread does: begins what is submitted, lets libcurl work, and completes each attempt exactly once.
final class LoopThread {
    /// Somebody who waits until an endpoint is idle.
    private struct Drain {
        var endpoint: Endpoint
        var until: UInt64
        var answer: DispatchSemaphore
    }

    let reactor: Reactor
    private let loop: TransferLoop
    private(set) var inFlight: [Transfer] = []
    private var drains: [Drain] = []
    private var isStopping = false

    init(_ reactor: Reactor, _ loop: TransferLoop) {
        self.reactor = reactor
        self.loop = loop
    }

    /// Runs until it is told to stop.
    func run() {
        ccurl_name_thread()
        var submissions: [TransferLoop.Submission] = []
        var commands: [TransferLoop.Command] = []
        while !isStopping {
            loop.take(&submissions, &commands)
            let mayWait = submissions.isEmpty && commands.isEmpty
            for submission in submissions { begin(submission) }
            for command in commands { obey(command) }
            submissions.removeAll(keepingCapacity: true)
            commands.removeAll(keepingCapacity: true)
            reactor.turn(waitingAtMost: mayWait ? drainTime : 0)
            reactor.collect { transfer, code in
                if transfer.goesOn(after: code) { return beginAgain(transfer) }
                end(transfer) { transfer.finish(code) }
            }
            if !drains.isEmpty { settleDrains() }
        }
        for transfer in inFlight { abandon(transfer, "stopped", "the HTTP transport was stopped") }
    }

    private func begin(_ submission: TransferLoop.Submission) {
        if let consent = submission.endpoint.consent, !consent.holds(at: reactor.now()) {
            return wait(submission, for: consent)
        }
        send(submission)
    }

    /// - Parameter waited: microseconds of its time that are over already.
    func send(_ submission: TransferLoop.Submission, waited: Int64 = 0) {
        if let result = start(submission.delivery, at: submission.endpoint, waited: waited) {
            submission.delivery.complete(result)
        }
    }

    /// Puts a transfer into flight.
    /// - Returns: nil, or how it ends because it cannot begin.
    func start(_ delivery: Delivery, at endpoint: Endpoint, waited: Int64 = 0) -> AttemptResult? {
        let inspects = Inspection.isWanted(by: delivery)
        let rested = inspects ? nil : endpoint.resting.popLast()
        guard let transfer = rested ?? Transfer(for: endpoint, on: reactor.sockets, inspects: inspects) else {
            return Self.outOfMemory
        }
        if let refusal = transfer.prepare(delivery, waited: waited) {
            rest(transfer)
            return refusal
        }
        guard reactor.add(transfer) else {
            transfer.rest()
            return Self.outOfMemory
        }
        transfer.position = inFlight.count
        inFlight.append(transfer)
        endpoint.inFlight += 1
        return nil
    }

    /// Sends what was only looked at so far.
    private func beginAgain(_ transfer: Transfer) {
        reactor.remove(transfer)
        if !reactor.add(transfer) { abandon(transfer, "no-memory", "libcurl ran out of memory") }
    }

    private static var outOfMemory: AttemptResult {
        var result = AttemptResult(.transient)
        result.code = "no-memory"
        result.sentence = "libcurl could not begin the request: it is out of memory"
        return result
    }

    /// Takes a transfer out of flight and completes its attempt, or those that waited for its answer. The result is made
    /// while libcurl still holds what it knows of the exchange.
    private func end(_ transfer: Transfer, _ makeResult: () -> AttemptResult) {
        guard let delivery = transfer.delivery else { return }
        let result = makeResult()
        land(transfer)
        if let asked = transfer.endpoint.askedFor {
            settle(asked, result, of: transfer)
        } else {
            delivery.complete(result)
        }
    }

    /// Takes a transfer out of flight.
    func land(_ transfer: Transfer) {
        reactor.remove(transfer)
        let last = inFlight.removeLast()
        if last !== transfer {
            inFlight[transfer.position] = last
            last.position = transfer.position
        }
        transfer.rest()
        transfer.endpoint.inFlight -= 1
        rest(transfer)
    }

    /// Keeps a transfer for the next delivery; one that looked closer is set up in another way.
    private func rest(_ transfer: Transfer) {
        if transfer.inspection == nil { transfer.endpoint.resting.append(transfer) }
    }

    private func abandon(_ transfer: Transfer, _ code: String, _ reason: String) {
        end(transfer) { transfer.abandon(code, reason) }
    }

    private func abandonAll(of endpoint: Endpoint, _ code: String, _ reason: String) {
        for transfer in inFlight where transfer.endpoint === endpoint { abandon(transfer, code, reason) }
        // Those that wait for an answer end with the question.
        guard let asker = endpoint.consent?.asker else { return }
        for transfer in inFlight where transfer.endpoint === asker { abandon(transfer, code, reason) }
    }

    private func obey(_ command: TransferLoop.Command) {
        switch command {
        case .cancel(let token, let endpoint):
            for transfer in inFlight where transfer.endpoint === endpoint && transfer.delivery?.token == token {
                abandon(transfer, "cancelled", "the attempt was cancelled")
            }
            if let consent = endpoint.consent { cancel(token, of: endpoint, waitingFor: consent) }
        case .drain(let endpoint, let budget, let answer):
            let until = reactor.now() + UInt64(clamping: max(0, budget)) * 1_000
            drains.append(Drain(endpoint: endpoint, until: until, answer: answer))
        case .retire(let endpoint, let answer):
            abandonAll(of: endpoint, "stopped", "the pipeline was stopped")
            endpoint.resting.removeAll()
            endpoint.consent?.asker.resting.removeAll()
            answer.signal()
        case .stop: isStopping = true
        }
    }

    /// Nanoseconds until the first drain must be over.
    private var drainTime: UInt64? {
        guard let first = drains.map(\.until).min() else { return nil }
        let now = reactor.now()
        return first > now ? first - now : 0
    }

    private func settleDrains() {
        let now = reactor.now()
        for drain in drains where drain.until <= now {
            abandonAll(of: drain.endpoint, "drained", "Penstock was stopping and its time ran out")
        }
        drains.removeAll { drain in
            guard drain.endpoint.inFlight == 0 else { return false }
            drain.answer.signal()
            return true
        }
    }
}
