internal import CPenstock
internal import Glibc
internal import PenstockWire
internal import Synchronization

/// A plugin that runs in a worker, behind the C table of a library as if it were loaded here.
///
/// The worker runs while a stage is configured in it. When it dies it is started again for the next call, and what was
/// configured in it is configured anew; it is never given up.
@safe package final class WorkerLibrary: @unchecked Sendable {
    /// The private copy of the plugin.
    let file: String
    let executable: String
    let hostVersion: String
    let limits: WorkerLimits
    let gate = CallGate()
    /// What sentences call the plugin: its id, the file's path until that is known.
    private(set) var name: String
    private var proxy: ProxyTable
    private let numbers = Atomic<UInt32>(0)

    private struct Work {
        var process: WorkerProcess?
        var starts: UInt64 = 0
        var restart = RestartPolicy()

        /// Takes note of the worker's end, once.
        mutating func note(_ ended: WorkerProcess) {
            process = nil
            restart.ended(at: steadyMilliseconds(), useful: ended.answers.load(ordering: .relaxed) > 0)
        }
    }

    private let work = Mutex(Work())
    /// Apart from the rest: a worker may speak of its stages while another one is being started.
    private let stages = Mutex<[UInt32: ProxyStage]>([:])

    /// Loads a library in a worker, to see what it offers; the worker ends then.
    /// - Parameters:
    ///   - file: The private copy of a checked plugin.
    ///   - executable: The path of `penstock-worker`.
    ///   - hostVersion: Told to the plugin.
    /// - Throws: Why it cannot be used, in the words of the loader.
    package init(
        file: String,
        executable: String,
        hostVersion: String,
        limits: WorkerLimits = .standard
    ) throws(PluginRefusal) {
        self.file = file
        self.executable = executable
        self.hostVersion = hostVersion
        self.limits = limits
        name = file
        proxy = ProxyTable()
        let process = try WorkerProcess(self, number: 0)
        let description = try process.description()
        process.end(.unused)
        try proxy.fill(from: description, context: self)
        name = proxy.id
        // Stages refer to the table without a count, as they do to a library that is never unloaded.
        _ = unsafe Unmanaged.passRetained(self)
    }

    /// The table: a `const penstock_library *`, valid for as long as the process lives.
    package var table: UnsafeRawPointer { unsafe UnsafeRawPointer(proxy.library) }

    // MARK: - The worker

    /// The worker as it is, started when there is none.
    /// - Throws: When none can be had now; a later call may.
    func worker() throws(WorkerUnavailable) -> WorkerProcess {
        let result: Result<WorkerProcess, WorkerUnavailable> = work.withLock { work in
            if let process = work.process {
                if !process.hasEnded { return .success(process) }
                work.note(process)
            }
            let delay = work.restart.delay(at: steadyMilliseconds())
            // A short wait is better than a delivery that comes back later.
            guard delay <= 500 else {
                return .failure(
                    WorkerUnavailable(
                        "the plugin \(name) has ended its worker \(work.restart.failures) times without an answer; it is "
                            + "started again in \((delay + 999) / 1000) s"
                    )
                )
            }
            if delay > 0 { usleep(UInt32(delay) * 1000) }
            work.starts += 1
            do throws(PluginRefusal) {
                let process = try WorkerProcess(self, number: work.starts)
                work.process = process
                let description = try process.description()
                guard description == proxy.description else {
                    process.end(.garbage)
                    throw PluginRefusal("it describes itself in another way than before")
                }
                return .success(process)
            } catch {
                work.process = nil
                work.restart.ended(at: steadyMilliseconds(), useful: false)
                return .failure(
                    WorkerUnavailable("the worker of the plugin \(name) did not start: \(error.description)")
                )
            }
        }
        switch result {
        case .success(let process): return process
        case .failure(let error): throw error
        }
    }

    /// The worker, when there is one that runs.
    var current: WorkerProcess? { work.withLock { work in work.process.flatMap { $0.hasEnded ? nil : $0 } } }

    /// The worker's own thread tells that it has ended.
    func ended(_ process: WorkerProcess) {
        work.withLock { work in
            if work.process === process { work.note(process) }
        }
    }

    // MARK: - Stages

    /// Readies a stage or an instance, once more with nothing else in the worker where that ended meanwhile: it may have
    /// been another's doing.
    func fairly<R>(_ body: () throws(NotReady) -> R) throws(NotReady) -> R {
        do throws(NotReady) {
            return try gate.together(body)
        } catch {
            guard case .ended = error else { throw error }
            return try gate.alone(body)
        }
    }

    func nextNumber() -> UInt32 { numbers.add(1, ordering: .relaxed).newValue }

    func stage(_ id: UInt32) -> ProxyStage? { stages.withLock { $0[id] } }

    func add(_ stage: ProxyStage) { stages.withLock { $0[stage.id] = stage } }

    /// Forgets a stage; without any, the worker ends.
    func remove(_ stage: ProxyStage) {
        let isLast = stages.withLock { stages in
            stages[stage.id] = nil
            return stages.isEmpty
        }
        guard isLast else { return }
        let unused: WorkerProcess? = work.withLock { work in
            defer { work.process = nil }
            return work.process
        }
        unused?.end(.unused)
    }

    /// Answers a worker that asks for a service.
    /// - Parameter slice: The deliveries that the worker was given, where it asks during a stage call.
    func answer(
        _ frame: Frame,
        _ slice: ArraySlice<ProxyCall>,
        into writer: inout WireWriter
    ) throws(WireFault) {
        var reader = frame.reader
        let stage = stage(reader.integer())
        guard let service = WireService(rawValue: reader.integer()) else { throw .garbage }
        let index = reader.integer(UInt32.self)
        let call = index < slice.count ? slice[slice.startIndex + Int(index)] : nil
        let mark = writer.begin(.answer)
        ServiceAnswer(service, stage, call).write(&reader, into: &writer)
        writer.end(mark)
        guard reader.isWhole else { throw .garbage }
    }
}

/// Why a worker cannot be had now.
struct WorkerUnavailable: Error, Sendable {
    var sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}

/// Milliseconds of a clock that nobody sets.
func steadyMilliseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
