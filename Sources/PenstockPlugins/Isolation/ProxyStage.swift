internal import CPenstock
internal import Foundation
internal import PenstockWire
internal import Synchronization

/// Why a stage in a worker cannot be called now.
enum NotReady: Error {
    /// There is no worker; later there may be.
    case unavailable(String)
    /// The worker ended when the stage was to be readied, in this place.
    case ended(WorkerEnd, String)
    /// The plugin refuses what it took before.
    case refused(Int32, String)
}

/// A configured stage in a worker, and all it takes to configure it there anew.
@safe final class ProxyStage: @unchecked Sendable {
    let library: WorkerLibrary
    let id: UInt32
    private let type: UInt32
    private let typeID: String
    private let json: [UInt8]
    private let names: (pipeline: [UInt8], stage: [UInt8])
    private let level: UInt32
    /// The worker in which it is configured, by number.
    private let configured = Mutex<UInt64?>(nil)
    /// Held while the host is called, so that `release` waits for that; taken again by what such a call leads to.
    private let lock = NSRecursiveLock()
    private var host: UnsafePointer<penstock_host>?
    /// The figures that workers know by numbers. Under the lock.
    var figures = StageFigures()
    /// How long a call may take. Set before the first one.
    var timeout: Duration

    init(_ type: ProxyType, _ host: UnsafePointer<penstock_host>, _ json: [UInt8]) {
        library = type.library
        id = type.library.nextNumber()
        timeout = type.library.limits.call
        self.type = type.index
        typeID = type.id
        self.json = json
        names = unsafe (Array(copying: host.pointee.pipeline), Array(copying: host.pointee.stage))
        level = unsafe host.pointee.log_level.pointee
        unsafe self.host = unsafe host
    }

    /// The stage that a proxy's `configure` shares.
    static func of(_ shared: UnsafeMutableRawPointer?) -> ProxyStage? {
        unsafe shared.map { unsafe Unmanaged<ProxyStage>.fromOpaque($0).takeUnretainedValue() }
    }

    /// As stages are labelled everywhere: `stages/0 (match)`.
    var label: String { "\(String(decoding: names.stage, as: UTF8.self)) (\(typeID))" }

    /// Where an operation is called, for sentences.
    func place(of operation: WireOperation) -> String { " in \(operation) at \(label)" }

    /// Configures it for the first time.
    func configure(_ report: (ReportLine) -> Void) throws(NotReady) -> Int32 {
        try library.fairly { () throws(NotReady) in
            let process = try worker()
            return try configured.withLockTyped { number throws(NotReady) in
                let verdict = try configure(on: process, report)
                if verdict == PENSTOCK_OK { number = process.number }
                return verdict
            }
        }
    }

    /// The worker, with this stage configured in it.
    func readyWorker() throws(NotReady) -> WorkerProcess {
        let process = try worker()
        try configured.withLockTyped { number throws(NotReady) in
            guard number != process.number else { return }
            var said = ""
            let verdict = try configure(on: process) { line in said = unsafe String(copying: line.text) }
            guard verdict == PENSTOCK_OK else { throw .refused(verdict, said) }
            number = process.number
        }
        return process
    }

    private func worker() throws(NotReady) -> WorkerProcess {
        do { return try library.worker() } catch { throw .unavailable(error.sentence) }
    }

    private func configure(
        on process: WorkerProcess,
        _ report: (ReportLine) -> Void
    ) throws(NotReady) -> Int32 {
        do throws(WorkerEnd) {
            return try process.ask(.configure, onThread: 0, within: library.limits.preparation) { writer in
                writer.put(id)
                writer.put(type)
                writer.put(level)
                writer.put(names.pipeline)
                writer.put(names.stage)
                writer.put(json)
            } report: { line in
                report(line)
            }
        } catch { throw error.notReady(in: " in configure at \(label)") }
    }

    /// Ends it, and forgets the host: nothing of it is called afterwards.
    func release() {
        if let process = library.current, configured.withLock({ $0 == process.number }) {
            _ = try? process.ask(.release, onThread: 0, within: library.limits.call) { $0.put(id) }
            process.flights.forget(stage: id)
        }
        lock.lock()
        unsafe host = nil
        lock.unlock()
        library.remove(self)
    }

    // MARK: - What the worker says

    func log(_ level: UInt32, _ text: penstock_bytes) {
        unsafe withHost { host in unsafe host.pointee.log(host, min(level, PENSTOCK_ERROR), text) }
    }

    /// The worker has completed what it does not have.
    func complainOfToken() {
        var text = "the transport completed an attempt twice, or one it was never given; ignored"
        text.withUTF8 { unsafe log(PENSTOCK_ERROR, penstock_bytes(ptr: $0.baseAddress, len: $0.count)) }
    }

    /// Passes the end of an attempt on.
    func complete(_ result: UnsafePointer<penstock_result>) {
        var result = unsafe result.pointee
        unsafe result.outcome = unsafe WorkerVerdict.checked(result.outcome)
        unsafe withHost { host in unsafe host.pointee.complete(host, &result) }
    }

    /// Ends an attempt that the worker had when it ended.
    func lost(_ token: UInt64, _ end: WorkerEnd) {
        complete(token, end.verdict, PENSTOCK_SENT_MAYBE, end.code, end.sentence)
    }

    /// Ends an attempt that the transport did not accept.
    func refused(_ token: UInt64, _ verdict: Int32) {
        let outcome =
            switch verdict {
            case PENSTOCK_FAIL_TRANSIENT: PENSTOCK_TRANSIENT
            case PENSTOCK_FAIL_PERMANENT, PENSTOCK_FAIL_LIMIT: PENSTOCK_PERMANENT
            case PENSTOCK_FAIL_CONFIGURATION: PENSTOCK_CONFIGURATION
            default: WorkerVerdict.checked(verdict)
            }
        complete(token, outcome, PENSTOCK_SENT_NO, "not-accepted", "the transport did not accept the attempt")
    }

    private func complete(_ token: UInt64, _ outcome: Int32, _ sent: UInt32, _ code: String, _ sentence: String) {
        let (code, sentence) = (CText(code), CText(sentence))
        let result: UnsafeMutablePointer<penstock_result> = unsafe zeroed()
        defer { unsafe result.deallocate() }
        unsafe result.pointee.size = UInt32(MemoryLayout<penstock_result>.size)
        unsafe result.pointee.token = token
        unsafe result.pointee.outcome = outcome
        unsafe result.pointee.sent = sent
        unsafe result.pointee.retry_after_ms = -1
        unsafe result.pointee.code = code.bytes
        unsafe result.pointee.sentence = sentence.bytes
        unsafe withHost { host in unsafe host.pointee.complete(host, result) }
        withExtendedLifetime((code, sentence)) {}
    }

    /// Counts a figure of a stage; a series that the worker was never given says nothing.
    func measured(_ series: UInt32, _ measure: WireMeasure, _ value: Double) {
        unsafe withHost { host in
            guard let series = unsafe figures.series[series],
                let table = unsafe host.pointee.service(host, PENSTOCK_METRICS, 1)
            else { return }
            let metrics = unsafe table.assumingMemoryBound(to: penstock_metrics.self)
            switch measure {
            case .add: unsafe metrics.pointee.add(series, value)
            case .set: unsafe metrics.pointee.set(series, value)
            case .observe: unsafe metrics.pointee.observe(series, value)
            }
        }
    }

    /// Calls with the host's table, unless the stage has been released.
    func withHost(_ body: (UnsafePointer<penstock_host>) -> Void) {
        lock.lock()
        defer { lock.unlock() }
        if let host = unsafe host { unsafe body(host) }
    }
}

extension WorkerEnd {
    /// Why a stage is not ready, after the worker ended while it was to be.
    func notReady(in place: String) -> NotReady {
        switch cause {
        case .unused: .unavailable(sentence)
        case .hung, .garbage, .died: .ended(self, place)
        }
    }
}

extension Mutex where Value: Sendable {
    /// `withLock` for a body that throws errors of one type.
    func withLockTyped<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        let result: Result<R, E> = withLock { value in
            do throws(E) { return .success(try body(&value)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
