internal import CPenstock
internal import Glibc
internal import PenstockWire

/// The main thread: attempts come in, in the order in which the host sent them.
struct ControlLoop {
    private let socket: FrameSocket
    private let outbox: Outbox
    private let registry: Registry

    init(_ socket: FrameSocket, _ outbox: Outbox, _ registry: Registry) {
        self.socket = socket
        self.outbox = outbox
        self.registry = registry
    }

    /// Returns when the host is gone.
    func run() {
        do throws(WireFault) {
            while true {
                var taken: UInt32 = 0
                while let frame = try socket.next() {
                    if handle(frame) { taken += 1 }
                }
                // One word for all that came together.
                if taken > 0 { report(taken) }
                _ = try socket.fill(waits: true)
            }
        } catch {}
    }

    /// - Returns: Whether it was an attempt.
    private func handle(_ frame: Frame) -> Bool {
        var reader = frame.reader
        switch frame.kind {
        case .submit:
            let (id, token) = (reader.integer(UInt32.self), reader.integer(UInt64.self))
            let rest = unsafe UnsafeRawBufferPointer(rebasing: frame.content.dropFirst(12))
            guard !reader.isBroken, let instance = registry.instance(id),
                let flight = unsafe Flight(token: token, rest)
            else { _exit(1) }
            submit(flight, token, instance)
            return true
        case .cancel:
            let (id, token) = (reader.integer(UInt32.self), reader.integer(UInt64.self))
            if let instance = registry.instance(id) {
                unsafe instance.operations.cancel?(instance.raw, token)
            }
            return false
        default: _exit(1)
        }
    }

    private func submit(_ flight: Flight, _ token: UInt64, _ instance: Instance) {
        let key = FlightKey(stage: instance.stage.id, token: token)
        registry.flights.begin(flight, key)
        let verdict = unsafe instance.operations.submit?(instance.raw, flight.delivery) ?? PENSTOCK_OK
        guard verdict < 0 else { return }
        registry.flights.end(key)
        outbox.send { writer in
            let mark = writer.begin(.notAccepted)
            writer.put(key.stage)
            writer.put(token)
            writer.put(verdict)
            writer.end(mark)
        }
    }

    private func report(_ taken: UInt32) {
        outbox.send { writer in
            let mark = writer.begin(.progress)
            writer.put(taken)
            writer.end(mark)
        }
    }
}
