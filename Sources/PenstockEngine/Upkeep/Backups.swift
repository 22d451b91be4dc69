internal import Logging
package import PenstockCore
internal import Synchronization

/// A backup, as people see it.
package struct BackupStatus: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable { case running, done, failed }

    package var file: String
    package var state: State
    /// In pages of the store.
    package var copied: Int
    package var total: Int
    package var startedAt: Timestamp
    package var endedAt: Timestamp?
    /// Why it failed.
    package var failure: String?

    package init(
        file: String,
        state: State,
        copied: Int,
        total: Int,
        startedAt: Timestamp,
        endedAt: Timestamp? = nil,
        failure: String? = nil
    ) {
        self.file = file
        self.state = state
        self.copied = copied
        self.total = total
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.failure = failure
    }
}

/// Makes backups while events flow, a few pages between two commits. One at a time.
final class Backups: Sendable {
    /// 256 KiB in one step: well under a millisecond of the writer's time.
    private static let pages = 64
    /// Between two steps, so that commits go on.
    private static let rest = Duration.milliseconds(2)

    private let writer: Writer
    private let clock: EngineClock
    private let logger: Logger
    private let state = Mutex(State())
    private let alarm = Alarm()

    private struct State {
        var latest: BackupStatus?
        var thread: HostThread?
        var isStopping = false
    }

    init(writer: Writer, clock: EngineClock, logger: Logger) {
        self.writer = writer
        self.clock = clock
        self.logger = logger
    }

    /// The backup that runs, or the last that did since the start.
    var latest: BackupStatus? { state.withLock { $0.latest } }

    /// Begins a backup, once it is known that its file can be made.
    /// - Throws: `conflict` when the file exists or another backup runs, `unavailable` when it cannot be written.
    func start(_ file: String) async throws(StoreError) -> BackupStatus {
        var status = BackupStatus(file: file, state: .running, copied: 0, total: 0, startedAt: clock.wall())
        let isFree = state.withLock { [status] state in
            guard !state.isStopping, state.latest?.state != .running else { return false }
            state.latest = status
            return true
        }
        guard isFree else { throw StoreError(.conflict, "another backup is being made; wait for its end") }
        let first: Result<BackupProgress, StoreError> = await withCheckedContinuation { continuation in
            step(file) { continuation.resume(returning: $0) }
        }
        status = note(first, status)
        if case .failure(let error) = first { throw error }
        guard status.state == .running else { return status }
        let started = status
        let thread = HostThread(name: "backup") { [self] in run(started) }
        state.withLock { $0.thread = thread }
        return status
    }

    /// Ends a backup that runs; its file is removed.
    func stop() {
        let thread = state.withLock { state in
            state.isStopping = true
            return state.thread.take()
        }
        alarm.signal()
        thread?.join()
    }

    private func run(_ started: BackupStatus) {
        var status = started
        while status.state == .running {
            guard !state.withLock({ $0.isStopping }) else {
                let done = Wake()
                writer.perform { store in
                    store.abandonBackup()
                    done.signal()
                }
                return done.wait()
            }
            let answer = Mutex<Result<BackupProgress, StoreError>?>(nil)
            let done = Wake()
            step(status.file) { result in
                answer.withLock { $0 = result }
                done.signal()
            }
            done.wait()
            guard let result = answer.withLock({ $0 }) else { return }
            status = note(result, status)
            if status.state == .running { alarm.wait(atMost: Self.rest) }
        }
    }

    private func step(_ file: String, _ then: @escaping @Sendable (Result<BackupProgress, StoreError>) -> Void) {
        writer.perform { store in
            then(Result { () throws(StoreError) in try store.backup(to: file, pages: Self.pages) })
        }
    }

    private func note(_ result: Result<BackupProgress, StoreError>, _ status: BackupStatus) -> BackupStatus {
        var status = status
        switch result {
        case .success(let progress):
            status.copied = progress.copied
            status.total = progress.total
            if progress.isDone { status.state = .done }
        case .failure(let error):
            status.state = .failed
            status.failure = error.message
        }
        if status.state != .running {
            status.endedAt = clock.wall()
            logger.info("backup \(status.state.rawValue)", metadata: ["file": "\(status.file)"])
        }
        state.withLock { [status] in $0.latest = status }
        return status
    }
}

extension Engine {
    /// Begins a backup of the store to a file of this machine.
    package func backUp(to file: String) async throws(StoreError) -> BackupStatus {
        guard isReady else { throw StoreError(.unavailable, "the host is starting or shutting down") }
        return try await backups.start(file)
    }

    /// The backup that runs, or the last one since the start.
    package var latestBackup: BackupStatus? { backups.latest }
}
