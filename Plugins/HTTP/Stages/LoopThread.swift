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

    private let reactor: Reactor
    private let loop: TransferLoop
    private var inFlight: [Transfer] = []
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
        let endpoint = submission.endpoint
        guard let transfer = endpoint.resting.popLast() ?? Transfer(for: endpoint, on: reactor.sockets) else {
            return refuse(submission.delivery)
        }
        if let refusal = transfer.prepare(submission.delivery) {
            submission.delivery.complete(refusal)
            endpoint.resting.append(transfer)
            return
        }
        guard reactor.add(transfer) else {
            transfer.rest()
            return refuse(submission.delivery)
        }
        transfer.position = inFlight.count
        inFlight.append(transfer)
        endpoint.inFlight += 1
    }

    /// Sends what was only looked at so far.
    private func beginAgain(_ transfer: Transfer) {
        reactor.remove(transfer)
        if !reactor.add(transfer) { abandon(transfer, "no-memory", "libcurl ran out of memory") }
    }

    private func refuse(_ delivery: Delivery) {
        var result = AttemptResult(.transient)
        result.code = "no-memory"
        result.sentence = "libcurl could not begin the request: it is out of memory"
        delivery.complete(result)
    }

    /// Takes a transfer out of flight and completes its attempt. The result is made while libcurl still holds what it
    /// knows of the exchange.
    private func end(_ transfer: Transfer, _ makeResult: () -> AttemptResult) {
        guard let delivery = transfer.delivery else { return }
        let result = makeResult()
        reactor.remove(transfer)
        let last = inFlight.removeLast()
        if last !== transfer {
            inFlight[transfer.position] = last
            last.position = transfer.position
        }
        transfer.rest()
        transfer.endpoint.inFlight -= 1
        transfer.endpoint.resting.append(transfer)
        delivery.complete(result)
    }

    private func abandon(_ transfer: Transfer, _ code: String, _ reason: String) {
        end(transfer) { transfer.abandon(code, reason) }
    }

    private func abandonAll(of endpoint: Endpoint, _ code: String, _ reason: String) {
        for transfer in inFlight where transfer.endpoint === endpoint { abandon(transfer, code, reason) }
    }

    private func obey(_ command: TransferLoop.Command) {
        switch command {
        case .cancel(let token, let endpoint):
            for transfer in inFlight where transfer.endpoint === endpoint && transfer.delivery?.token == token {
                abandon(transfer, "cancelled", "the attempt was cancelled")
            }
        case .drain(let endpoint, let budget, let answer):
            let until = reactor.now() + UInt64(clamping: max(0, budget)) * 1_000
            drains.append(Drain(endpoint: endpoint, until: until, answer: answer))
        case .retire(let endpoint, let answer):
            abandonAll(of: endpoint, "stopped", "the pipeline was stopped")
            endpoint.resting.removeAll()
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
