internal import CConformance
internal import CPenstock
internal import PenstockJSON
internal import PenstockPipelines

/// A transport with attempts in flight to a server of the check in this process.
@safe final class Flight: @unchecked Sendable {
    let ledger = Ledger()
    let instance: Instance
    private let configured: Configured
    private let peer: OpaquePointer
    private let arena = Arena()
    private let call: CallDouble
    private let messages: [UnsafePointer<penstock_message>]
    private var deliveries: [UnsafeMutablePointer<penstock_delivery>] = unsafe []
    private(set) var tokens: [UInt64] = []
    private var next: UInt64

    /// Starts server and transport.
    /// - Parameters:
    ///   - manners: `CONF_PEER_…`
    ///   - budget: what each attempt may take, in microseconds.
    init(_ run: TestRun, manners: Int32, budget: Int64) throws {
        let stage = try run.stage()
        let schema = try stage.schema()
        guard let template = try run.examples().first(where: Loopback.leads) else {
            throw TestRun.Skip(
                text:
                    "no example sends to 127.0.0.1, so it cannot be pointed at a server of the check; add one to the schema, or use --config"
            )
        }
        guard let peer = unsafe conf_peer_start(Loopback.speaksSMTP(template), manners, run.chance.next()) else {
            throw Stop("this machine lets nobody listen on 127.0.0.1")
        }
        let configuration = schema.fillingDefaults(Loopback.pointed(template, at: unsafe conf_peer_port(peer)))
        unsafe self.peer = unsafe peer
        configured = try run.configured(with: configuration, HostDouble(ledger: ledger))
        instance = try configured.instance()
        try instance.activate()
        call = CallDouble(in: arena, budget: budget)
        unsafe messages = unsafe [
            Flight.prepared(.event, instance).lay(in: arena), Flight.prepared(.mail, instance).lay(in: arena),
        ]
        // Not from 1 on, as a plugin that counts for itself would have it.
        next = run.chance.next() >> 16 + 1
    }

    deinit { while let delivery = unsafe deliveries.popLast() { unsafe delivery.deallocate() } }

    /// The message as it is after `prepare`.
    private static func prepared(_ message: SampleMessage, _ instance: Instance) -> SampleMessage {
        let result = instance.result(of: message)
        var prepared = message
        prepared.method = result.method
        prepared.target = result.target
        prepared.headers += result.headers
        return prepared
    }

    /// Submits so many attempts, at once.
    func submit(_ count: Int, _ run: TestRun) {
        for index in 0..<count {
            next += 1 + UInt64(index % 3)
            let delivery = UnsafeMutablePointer<penstock_delivery>.allocate(capacity: 1)
            unsafe delivery.initialize(
                to: penstock_delivery(
                    size: UInt32(MemoryLayout<penstock_delivery>.size),
                    reserved: 0,
                    token: next,
                    message: messages[index % messages.count],
                    call: call.raw,
                    resume: penstock_bytes(ptr: nil, len: 0)
                )
            )
            unsafe deliveries.append(delivery)
            ledger.begin(next)
            let verdict = unsafe instance.submit(delivery)
            switch verdict {
            case PENSTOCK_OK: tokens.append(next)
            case PENSTOCK_FAIL_TRANSIENT, PENSTOCK_FAIL_LIMIT:
                ledger.refuse(next)
                run.fail(
                    "submit answered \(verdict): it may not refuse for want of room, the host bounds what is in flight"
                )
            case PENSTOCK_FAIL_CONFIGURATION, PENSTOCK_FAIL_PERMANENT: ledger.refuse(next)
            default:
                ledger.refuse(next)
                run.fail("submit answered \(verdict), which is no verdict of it")
            }
        }
    }

    /// How many connections the server had, and how many requests were whole.
    var seen: (connections: Int64, requests: Int64) {
        var seen: (connections: Int64, requests: Int64) = (0, 0)
        unsafe conf_peer_counts(peer, &seen.connections, &seen.requests)
        return seen
    }

    /// Takes the transport down, without draining it.
    func end() {
        instance.deactivate()
        instance.destroy()
        configured.release()
    }

    /// Closes the server, which resets what is connected.
    func stopPeer() { unsafe conf_peer_stop(peer) }

    /// Tells what was wrong with the completions.
    func judge(_ run: TestRun) {
        for complaint in ledger.complaints { run.fail(complaint) }
    }
}
