internal import CIsolation
internal import CPenstock
internal import Foundation
internal import Glibc
internal import PenstockWire
internal import Synchronization

/// A worker: one process with one library, from its start to its end.
///
/// A thread of the host's starts it, hears what it says unasked, and takes its end. The kernel ends a worker together
/// with the thread that started it, so that thread lives as long as the worker.
@safe final class WorkerProcess: @unchecked Sendable {
    /// What is known of a worker's life, for those who wait for it.
    private struct Life {
        /// What it said of its library, or why there is nothing.
        var start: Result<[UInt8], PluginRefusal>?
        /// Set by the first who finds a reason; what the kernel says of the process counts only without one.
        var cause: WorkerEnd.Cause?
        var end: WorkerEnd?
    }

    let library: WorkerLibrary
    /// Tells this worker from those before it.
    let number: UInt64
    let flights = FlightTable()
    private(set) var channels: ChannelPool
    /// Calls answered so far.
    let answers = Atomic<Int>(0)
    private let control: FrameSocket
    private let services: FrameSocket
    private let theirs: [Int32]
    private let controlWriter = Mutex(WireWriter())
    /// Attempts sent and not yet taken by the worker's plugin.
    private let untaken = Atomic<Int>(0)
    private let condition = NSCondition()
    private var life = Life()
    private var listener: Thread?
    private var process: pid_t = -1
    private var handle: Int32 = -1

    /// Starts a worker; ``description()`` tells how that went.
    init(_ library: WorkerLibrary, number: UInt64) throws(PluginRefusal) {
        self.library = library
        self.number = number
        var (ours, theirs): ([Int32], [Int32]) = ([], [])
        for _ in 0..<library.limits.channels + 2 {
            var ends: [Int32] = [-1, -1]
            guard unsafe cisolation_pair(&ends) else {
                for descriptor in ours + theirs { close(descriptor) }
                throw PluginRefusal("there is no socket for its worker (\(errorText()))")
            }
            cisolation_patience(ends[0], Int32(WorkerLimits.tick))
            ours.append(ends[0])
            theirs.append(ends[1])
        }
        let sockets = ours.enumerated().map { FrameSocket($1, spins: $0 >= 2) }
        (control, services) = (sockets[0], sockets[1])
        channels = ChannelPool(sockets.dropFirst(2).map { WorkerChannel($0) })
        self.theirs = theirs
        let thread = Thread { [self] in
            run()
            // The thread holds this closure as long as it is held itself.
            condition.withLock { listener = nil }
        }
        thread.name = "worker"
        condition.withLock { listener = thread }
        thread.start()
    }

    /// Waits until the library is loaded.
    /// - Returns: The content of the frame that describes it.
    func description() throws(PluginRefusal) -> [UInt8] {
        condition.lock()
        while life.start == nil { condition.wait() }
        let start = life.start
        condition.unlock()
        switch start {
        case .success(let content): return content
        case .failure(let refusal): throw refusal
        case nil: throw PluginRefusal("its worker did not start")
        }
    }

    var hasEnded: Bool {
        condition.lock()
        defer { condition.unlock() }
        return life.end != nil || life.cause != nil
    }

    deinit { if handle >= 0 { close(handle) } }

    // MARK: - Ending

    /// Ends the worker for a reason, unless it has come to its end before, and waits for that.
    /// - Returns: How it ended.
    @discardableResult
    func end(_ cause: WorkerEnd.Cause?) -> WorkerEnd {
        condition.lock()
        if life.end == nil, life.cause == nil, let cause { life.cause = cause }
        let isListener = listener === Thread.current
        condition.unlock()
        if isListener {
            // What the host does with the end of an attempt may lead here; this thread cannot wait for itself.
            cisolation_signal(handle, SIGTERM)
            return WorkerEnd(plugin: library.name, cause: cause ?? .unused)
        }
        if cause != nil {
            // It has a second to end as it likes.
            cisolation_signal(handle, SIGTERM)
            if !cisolation_wait(handle, 1000) { cisolation_signal(handle, SIGKILL) }
        } else if !cisolation_wait(handle, 1000) {
            // It closed a socket and lives: that is no end of the protocol.
            return end(.garbage)
        }
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let end = life.end { return end }
            condition.wait()
        }
    }

    // MARK: - The thread

    private func run() {
        let failure = start()
        for descriptor in theirs { close(descriptor) }
        if let failure {
            conclude(.failure(failure), WorkerEnd(plugin: library.name, cause: .unused))
            return
        }
        let fault = listen()
        condition.lock()
        if life.cause == nil, fault != .closed { life.cause = fault == .silent ? .hung : .garbage }
        let cause = life.cause
        condition.unlock()
        if cause != nil { cisolation_signal(handle, SIGTERM) }
        if !cisolation_wait(handle, 1000) { cisolation_signal(handle, SIGKILL) }
        let status = cisolation_reap(process)
        let end = WorkerEnd(plugin: library.name, cause: cause ?? WorkerEnd.cause(ofStatus: status))
        channels.shutDown()
        conclude(.failure(PluginRefusal(end.sentence)), end)
        library.ended(self)
        for (key, instance) in flights.close() {
            instance.stage.lost(key.token, end)
            flights.landed()
        }
    }

    private func start() -> PluginRefusal? {
        let limits = library.limits
        let arguments =
            [library.executable, library.file, library.hostVersion]
            + [String(getpid()), String(limits.channels), String(limits.memory), String(limits.files)]
            + [String(limits.cpuSeconds)]
        var handle: Int32 = -1
        process = unsafe withCStrings(arguments) { arguments in
            unsafe withCStrings(workerEnvironment(ProcessInfo.processInfo.environment)) { environment in
                unsafe cisolation_spawn(
                    library.executable,
                    arguments,
                    environment,
                    theirs,
                    Int32(theirs.count),
                    &handle
                )
            }
        }
        self.handle = handle
        guard process > 0 else {
            return PluginRefusal("its worker \(library.executable) could not be started (\(errorText()))")
        }
        return nil
    }

    private func conclude(_ start: Result<[UInt8], PluginRefusal>, _ end: WorkerEnd?) {
        condition.lock()
        if life.start == nil { life.start = start }
        if let end { life.end = end }
        condition.broadcast()
        condition.unlock()
    }

    // MARK: - Listening

    /// Hears the worker until it is of no more use.
    private func listen() -> WireFault {
        // The process too: what a plugin has started may hold the sockets open beyond the worker's end.
        var watched = [control.descriptor, services.descriptor, handle].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        var (ticks, silent, answered) = (0, 0, 0)
        do throws(WireFault) {
            while true {
                let ready = unsafe poll(&watched, 3, Int32(WorkerLimits.tick))
                if ready <= 0 {
                    ticks += 1
                    try checkTime(&silent)
                    if ticks % 4 == 0 { renew(&answered) }
                    continue
                }
                if watched[0].revents != 0 {
                    silent = 0
                    _ = try control.fill(waits: false)
                    while let frame = try control.next() { try hear(frame) }
                }
                if watched[2].revents != 0, watched[0].revents == 0 { throw .closed }
                if watched[1].revents != 0 {
                    _ = try services.fill(waits: false)
                    while let frame = try services.next() {
                        guard frame.kind == .request else { throw .garbage }
                        var writer = WireWriter()
                        try library.answer(frame, [], into: &writer)
                        try services.send(&writer, patience: WorkerLimits.ticks(library.limits.call))
                    }
                }
            }
        } catch { return error }
    }

    /// Ends a worker that does not load its library, or whose plugin does not return from `submit`.
    private func checkTime(_ silent: inout Int) throws(WireFault) {
        condition.lock()
        let isLoading = life.start == nil
        condition.unlock()
        guard isLoading || untaken.load(ordering: .relaxed) > 0 else {
            silent = 0
            return
        }
        silent += 1
        let patience = isLoading ? library.limits.preparation : library.limits.call
        if silent >= WorkerLimits.ticks(patience) { throw .silent }
    }

    /// Lets a worker that works use the processor on.
    private func renew(_ answered: inout Int) {
        let now = answers.load(ordering: .relaxed)
        guard now != answered else { return }
        answered = now
        cisolation_renew(process, library.limits.cpuSeconds)
    }

    private func hear(_ frame: Frame) throws(WireFault) {
        var reader = frame.reader
        switch frame.kind {
        case .described:
            conclude(.success(unsafe Array(frame.content)), nil)
            return
        case .refused:
            conclude(.failure(PluginRefusal(reader.text())), nil)
        case .progress:
            let taken = Int(reader.integer(UInt32.self))
            guard taken <= untaken.load(ordering: .relaxed) else { throw .garbage }
            untaken.subtract(taken, ordering: .relaxed)
            condition.withLock { condition.broadcast() }
            answers.add(1, ordering: .relaxed)
        case .log:
            let (stage, level) = (reader.integer(UInt32.self), reader.integer(UInt32.self))
            let text = unsafe reader.bytes()
            if reader.isWhole { unsafe library.stage(stage)?.log(level, text) }
        case .measured:
            let stage = library.stage(reader.integer())
            let series = reader.integer(UInt32.self)
            guard let measure = WireMeasure(rawValue: reader.integer()) else { throw .garbage }
            let value = Double(bitPattern: reader.integer())
            if reader.isWhole { stage?.measured(series, measure, value) }
        case .completed:
            let stage = reader.integer(UInt32.self)
            answers.add(1, ordering: .relaxed)
            unsafe reader.withResult { result in
                let key = unsafe FlightKey(stage: stage, token: result.pointee.token)
                if let instance = flights.end(key) {
                    unsafe instance.stage.complete(result)
                    flights.landed()
                } else {
                    library.stage(stage)?.complainOfToken()
                }
            }
        case .notAccepted:
            let key = FlightKey(stage: reader.integer(), token: reader.integer())
            let verdict = reader.integer(Int32.self)
            if reader.isWhole, let instance = flights.end(key) {
                instance.stage.refused(key.token, verdict)
                flights.landed()
            }
        default: throw .garbage
        }
        guard reader.isWhole else { throw .garbage }
    }

    // MARK: - Telling

    /// Sends an attempt. Not accepted by the plugin, it is completed all the same.
    /// - Throws: When the worker is gone; then nothing was sent.
    func submit(_ key: FlightKey, _ instance: ProxyInstance, _ write: (inout WireWriter) -> Void) throws(WorkerEnd) {
        guard flights.begin(key, instance) else { throw end(nil) }
        untaken.add(1, ordering: .relaxed)
        do throws(WireFault) {
            try tell(write)
        } catch {
            let end = end(error == .silent ? .hung : nil)
            // Gone already: it was completed as lost when the worker ended.
            guard flights.end(key) != nil else { return }
            flights.landed()
            throw end
        }
    }

    /// Waits until the plugin has taken every attempt that was sent, for as long as a call may take.
    func waitUntilTaken() {
        let end = Date(timeIntervalSinceNow: Double(library.limits.call.components.seconds + 1))
        condition.lock()
        defer { condition.unlock() }
        while untaken.load(ordering: .relaxed) > 0, life.end == nil, condition.wait(until: end) {}
    }

    /// Sends a frame on the control socket.
    func tell(_ write: (inout WireWriter) -> Void) throws(WireFault) {
        let fault: WireFault? = controlWriter.withLock { writer in
            write(&writer)
            do throws(WireFault) {
                try control.send(&writer, patience: WorkerLimits.ticks(library.limits.call))
                return nil
            } catch { return error }
        }
        if let fault { throw fault }
    }
}

/// What a worker sees of the host's environment: where things are, and no secret.
private func workerEnvironment(_ environment: [String: String]) -> [String] {
    let passed: Set = [
        "PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy",
        "https_proxy", "no_proxy", "all_proxy", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
    ]
    // Swift's own report of a crash takes seconds, and the host says what matters.
    return environment.filter { passed.contains($0.key) || $0.key.hasPrefix("LC_") }.map { "\($0.key)=\($0.value)" }
        + ["SWIFT_BACKTRACE=enable=no"]
}

/// Lends a list of texts as a C array that ends with null.
private func withCStrings<R>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
    let copies = unsafe texts.map { unsafe strdup($0) }
    defer { unsafe copies.forEach { unsafe free($0) } }
    var pointers = unsafe copies.map { unsafe UnsafePointer($0) }
    unsafe pointers.append(nil)
    return unsafe pointers.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("a list with an end has an element") }
        return unsafe body(start)
    }
}
