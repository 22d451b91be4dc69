internal import CPenstock
internal import Glibc
internal import PenstockWire

/// A thread that does what comes over one channel, and answers on it.
@safe final class ChannelLoop {
    let socket: FrameSocket
    private let registry: Registry
    private let desk = StageDesk()
    /// A copy of the request under work: while a stage asks for a service, the socket's own memory is used again.
    private var request = WireWriter(capacity: 64 << 10)
    private var lastSent: Int64 = 0
    /// Which of the slice's deliveries is under work; nil outside of a stage call.
    private(set) var delivery: UInt32?
    /// Values that the stage was given, for as long as its op runs.
    private var kept: [UnsafeMutableBufferPointer<UInt8>] = unsafe []

    init(_ socket: FrameSocket, _ registry: Registry) {
        self.socket = socket
        self.registry = registry
    }

    /// Never returns: without the host, the process ends.
    func run() {
        unsafe pthread_setspecific(currentKey, Unmanaged.passUnretained(self).toOpaque())
        do throws(WireFault) {
            while true {
                let frame = try socket.receive()
                request.clear()
                unsafe request.append(frame.content)
                var reader = unsafe WireReader(request.bytes)
                try handle(frame.kind, &reader)
                guard !reader.isBroken else { _exit(1) }
                // Figures first: who reads the answer may look at them.
                registry.outbox.flush()
                try socket.send(&desk.answers)
            }
        } catch { _exit(0) }
    }

    /// The loop of the thread that asks; nil on a thread of the plugin's own.
    static var current: ChannelLoop? {
        unsafe pthread_getspecific(currentKey).map {
            unsafe Unmanaged<ChannelLoop>.fromOpaque($0).takeUnretainedValue()
        }
    }

    private func handle(_ kind: FrameKind, _ reader: inout WireReader) throws(WireFault) {
        switch kind {
        case .call: try call(&reader)
        case .configure: done(configure(&reader))
        case .create: done(create(&reader))
        case .release:
            if let stage = registry.removeStage(reader.integer()) { unsafe stage.operations.release(stage.shared) }
            done(PENSTOCK_OK)
        case .destroy:
            if let instance = registry.removeInstance(reader.integer()) {
                unsafe instance.operations.destroy(instance.raw)
            }
            done(PENSTOCK_OK)
        case .activate:
            let instance = registry.instance(reader.integer())
            done(unsafe instance?.operations.activate?(instance?.raw, desk.report) ?? PENSTOCK_OK)
        case .deactivate:
            let instance = registry.instance(reader.integer())
            unsafe instance?.operations.deactivate?(instance?.raw)
            done(PENSTOCK_OK)
        case .drain:
            let (instance, budget) = (registry.instance(reader.integer()), reader.integer(Int64.self))
            done(unsafe instance?.operations.drain?(instance?.raw, budget) ?? PENSTOCK_OK)
        default: reader.fail()
        }
    }

    private func done(_ verdict: Int32) {
        let mark = desk.answers.begin(.done)
        desk.answers.put(verdict)
        desk.answers.end(mark)
    }

    private func configure(_ reader: inout WireReader) -> Int32 {
        let (id, index, level) = (reader.integer(UInt32.self), reader.integer(UInt32.self), reader.integer(UInt32.self))
        let names = unsafe (reader.bytes(), reader.bytes())
        let json = unsafe reader.bytes()
        guard !reader.isBroken, let type = unsafe registry.library.stageType(Int(index)), let start = unsafe json.ptr
        else {
            reader.fail()
            return PENSTOCK_FAIL_CONFIGURATION
        }
        let stage = unsafe ConfiguredStage(
            id: id,
            ownCopy(type.pointee.ops),
            level: level,
            names: names,
            registry
        )
        let verdict = unsafe stage.operations.configure(
            type,
            stage.host,
            start,
            json.len,
            desk.report,
            &stage.shared
        )
        if verdict == PENSTOCK_OK { registry.add(stage) }
        return verdict
    }

    private func create(_ reader: inout WireReader) -> Int32 {
        let (stage, id, thread) = (
            reader.integer(UInt32.self), reader.integer(UInt32.self), reader.integer(UInt32.self)
        )
        guard let stage = registry.stage(stage) else {
            reader.fail()
            return PENSTOCK_FAIL_CONFIGURATION
        }
        var raw: UnsafeMutableRawPointer?
        let verdict = unsafe stage.operations.create(stage.shared, thread, desk.report, &raw)
        if verdict == PENSTOCK_OK { unsafe registry.add(Instance(raw, stage), as: id) }
        return verdict
    }

    // MARK: - Values

    /// Copies a value that must last until the op returns.
    func keep(_ value: penstock_bytes) -> penstock_bytes {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: unsafe value.len)
        _ = unsafe copy.initialize(from: UnsafeBufferPointer(start: value.ptr, count: value.len))
        unsafe kept.append(copy)
        return unsafe penstock_bytes(ptr: UnsafePointer(copy.baseAddress), len: copy.count)
    }

    private func dropKept() {
        guard unsafe !kept.isEmpty else { return }
        unsafe kept.forEach { unsafe $0.deallocate() }
        unsafe kept.removeAll(keepingCapacity: true)
    }

    // MARK: - Deliveries

    private func call(_ reader: inout WireReader) throws(WireFault) {
        guard let operation = WireOperation(rawValue: reader.integer()),
            let instance = registry.instance(reader.integer())
        else { return reader.fail() }
        lastSent = coarseMilliseconds()
        defer { delivery = nil }
        for index in 0..<reader.integer(UInt32.self) {
            desk.views.read(&reader)
            guard !reader.isBroken else { return }
            delivery = index
            answer(operation, instance)
            dropKept()
            // The host counts how long it hears nothing, so it hears of slow calls one by one.
            let now = coarseMilliseconds()
            guard desk.answers.count >= WireLimits.flush || now - lastSent >= 100 else { continue }
            lastSent = now
            try socket.send(&desk.answers)
        }
    }

    private func answer(_ operation: WireOperation, _ instance: Instance) {
        let mark = desk.answers.begin(.reply)
        let place = desk.answers.count
        desk.answers.put(Int32(0))
        desk.beginOutput()
        var verdict = perform(operation, instance)
        if operation == .transform || operation == .sign { desk.takeBody(verdict) }
        if desk.answers.count - mark > WireLimits.frame {
            // Headers without end: nothing of it is passed on.
            desk.answers.rewind(to: place + 4)
            verdict = .min
        }
        desk.answers.patch(UInt32(bitPattern: verdict), at: place)
        desk.answers.end(mark)
    }

    private func perform(_ operation: WireOperation, _ instance: Instance) -> Int32 {
        let (message, call) = unsafe (desk.views.message, desk.views.call)
        let (ops, raw) = unsafe (instance.operations, instance.raw)
        // The host asks only for what the description says is there.
        return switch operation {
        case .filter: unsafe ops.filter?(raw, message, call) ?? .min
        case .verify: unsafe ops.verify?(raw, message, call) ?? .min
        case .transform: unsafe ops.transform?(raw, message, desk.output, call) ?? .min
        case .sign: unsafe ops.sign?(raw, message, desk.output, call) ?? .min
        case .prepare: unsafe ops.prepare?(raw, message, desk.output, call) ?? .min
        }
    }
}

/// Which loop a thread runs.
private let currentKey: pthread_key_t = {
    var key: pthread_key_t = 0
    _ = unsafe pthread_key_create(&key, nil)
    return key
}()

private func coarseMilliseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
