internal import CPenstock
internal import PenstockWire
internal import Synchronization

/// An instance of a stage in a worker.
final class ProxyInstance: Sendable {
    let stage: ProxyStage
    let id: UInt32
    let thread: Int

    private struct Life {
        /// The worker in which it was made, by number.
        var made: UInt64?
        /// Whether it is to be active.
        var isActive = false
    }

    private let life = Mutex(Life())

    init(_ stage: ProxyStage, thread: Int) {
        self.stage = stage
        self.thread = thread
        id = stage.library.nextNumber()
    }

    var library: WorkerLibrary { stage.library }

    /// Makes it for the first time.
    func create(_ report: (ReportLine) -> Void) throws(NotReady) -> Int32 {
        try library.fairly { () throws(NotReady) in
            let process = try stage.readyWorker()
            return try life.withLockTyped { life throws(NotReady) in
                let verdict = try create(on: process, report)
                if verdict == PENSTOCK_OK { life.made = process.number }
                return verdict
            }
        }
    }

    func activate(_ report: (ReportLine) -> Void) throws(NotReady) -> Int32 {
        try library.fairly { () throws(NotReady) in
            let process = try readyWorker()
            return try life.withLockTyped { life throws(NotReady) in
                let verdict = try activate(on: process, report)
                if verdict == PENSTOCK_OK { life.isActive = true }
                return verdict
            }
        }
    }

    /// The worker, with this instance in it as it was in the one before.
    func readyWorker() throws(NotReady) -> WorkerProcess {
        let process = try stage.readyWorker()
        try life.withLockTyped { life throws(NotReady) in
            guard life.made != process.number else { return }
            var said = ""
            let report: (ReportLine) -> Void = { line in said = unsafe String(copying: line.text) }
            var verdict = try create(on: process, report)
            if verdict == PENSTOCK_OK, life.isActive { verdict = try activate(on: process, report) }
            guard verdict == PENSTOCK_OK else { throw .refused(verdict, said) }
            life.made = process.number
        }
        return process
    }

    func deactivate() {
        life.withLock { $0.isActive = false }
        _ = tell(.deactivate, within: .seconds(15))
    }

    func destroy() { _ = tell(.destroy, within: library.limits.call) }

    /// Completes all attempts within a budget in microseconds.
    func drain(_ budget: Int64) -> Int32 {
        // Another socket: without this the drain might overtake an attempt.
        library.current?.waitUntilTaken()
        let verdict = tell(.drain, within: .microseconds(max(budget, 0)) + library.limits.call) { $0.put(budget) }
        // What the worker has completed by then may still be on its way here.
        library.current?.flights.waitUntilLanded(stage: stage.id, seconds: 2)
        return verdict
    }

    /// Asks the worker in which it was made; where that has ended, there is nothing to do.
    private func tell(
        _ kind: FrameKind,
        within time: Duration,
        _ write: (inout WireWriter) -> Void = { _ in }
    ) -> Int32 {
        guard let process = library.current, life.withLock({ $0.made == process.number }) else { return PENSTOCK_OK }
        do throws(WorkerEnd) {
            return try process.ask(kind, onThread: thread, within: time) { writer in
                writer.put(id)
                write(&writer)
            }
        } catch { return PENSTOCK_OK }
    }

    private func create(on process: WorkerProcess, _ report: (ReportLine) -> Void) throws(NotReady) -> Int32 {
        try ask(process, .create, report) { writer in
            writer.put(stage.id)
            writer.put(id)
            writer.put(UInt32(thread))
        }
    }

    private func activate(on process: WorkerProcess, _ report: (ReportLine) -> Void) throws(NotReady) -> Int32 {
        try ask(process, .activate, report) { $0.put(id) }
    }

    private func ask(
        _ process: WorkerProcess,
        _ kind: FrameKind,
        _ report: (ReportLine) -> Void,
        _ write: (inout WireWriter) -> Void
    ) throws(NotReady) -> Int32 {
        do throws(WorkerEnd) {
            return try process.ask(
                kind,
                onThread: thread,
                within: library.limits.preparation,
                write,
                report: report
            )
        } catch { throw error.notReady(in: " in \(kind) at \(stage.label)") }
    }
}
