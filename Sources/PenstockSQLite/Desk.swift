internal import PenstockCore

/// What the writing thread has before it: the writer, and what looks after the files around each write.
struct Desk: ~Copyable, Sendable {
    var writer: Writer
    var plan: CheckpointPlan
    var disk: DiskGuard
    var ballast: Ballast
    var backup: Backup?
    private let clock = ContinuousClock()
    private var nextBallast: ContinuousClock.Instant?

    /// Between two tries to make the ballast again.
    private static let ballastInterval = Duration.seconds(30)

    init(writer: consuming Writer, plan: CheckpointPlan, disk: DiskGuard, ballast: Ballast) {
        self.writer = writer
        self.plan = plan
        self.disk = disk
        self.ballast = ballast
    }

    /// Reads on the writer's connection, which sees all that is settled.
    mutating func read<Result>(
        _ body: (inout Writer) throws(StoreError) -> Result
    ) throws(StoreError) -> Result { try body(&writer) }

    /// Writes, and then looks after the log.
    mutating func write<Result>(
        copier: LogCopier,
        _ body: (inout Writer) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let result = try body(&writer)
        switch plan.afterCommit(pages: writer.connection.pagesInLog, isCopying: copier.isRunning) {
        case .none: break
        case .passive: copier.start()
        case .restart:
            do throws(StoreError) {
                try writer.connection.checkpoint(.restart)
            } catch {
                writer.checkpointFailed(error)
            }
        }
        if let failure = copier.failure { writer.checkpointFailed(failure) }
        return result
    }

    // MARK: - Room

    /// Commits; where the disk is full, events are refused and the ballast is given up for the rest.
    mutating func commit(
        _ operations: [StoreOperation],
        copier: LogCopier
    ) throws(StoreError) -> [StoreResult] {
        let wasRefusing = writer.refusesEvents
        if disk.isDue(now: clock.now) { disk.look(now: clock.now, freeInFile: try writer.connection.freeBytes()) }
        writer.refusesEvents = disk.isNearlyFull
        do throws(StoreError) {
            return try write(copier: copier) { (writer) throws(StoreError) in try writer.commit(operations) }
        } catch {
            guard error.code == .full else { throw error }
            let couldShrink = !wasRefusing && operations.contains { if case .append = $0 { true } else { false } }
            writer.refusesEvents = true
            disk.ranFull(now: clock.now)
            guard ballast.release() || couldShrink else { throw error }
        }
        return try write(copier: copier) { (writer) throws(StoreError) in try writer.commit(operations) }
    }

    /// Makes the ballast where it is missing and there is room, now and then.
    /// - Returns: Why there is none.
    mutating func restoreBallast() -> String? {
        guard ballast.size > 0, !ballast.isThere else { return nil }
        if let nextBallast, clock.now < nextBallast { return nil }
        nextBallast = clock.now + Self.ballastInterval
        guard let space = disk.probe() else { return "nobody can say how full the disk is" }
        return ballast.make(space, beside: space.reserve)
    }

    // MARK: - Backup

    /// Copies some pages; see ``EventStore/backup(to:pages:)``.
    mutating func backup(to path: String, pages: Int) throws(StoreError) -> BackupProgress {
        if backup == nil { backup = try Backup(of: writer.connection, to: path) }
        guard backup?.path == path else {
            throw StoreError(.conflict, "another backup is being made; wait for its end")
        }
        do throws(StoreError) {
            guard let progress = try backup?.step(pages) else { throw .closed }
            if progress.isDone { backup = nil }
            return progress
        } catch {
            abandonBackup()
            guard error.code == .full else { throw error }
            throw StoreError(
                .unavailable,
                "the disk of the backup is full; it was removed",
                underlying: error.underlying
            )
        }
    }

    mutating func abandonBackup() {
        backup?.abandon()
        backup = nil
    }
}
