internal import PenstockCore

/// Says when events have to be refused because the disk is nearly full. Looks seldom, so that it can be asked at every
/// commit.
struct DiskGuard: Sendable {
    /// Nil where nobody can say.
    let probe: @Sendable () -> DiskSpace?
    private let reserve: Int64?
    private(set) var isNearlyFull = false
    private var next: ContinuousClock.Instant?
    private var commits = 0

    /// Events written in this time are far fewer than the least reserve holds.
    static let interval = Duration.seconds(1)
    /// Large events fill a disk faster than time passes.
    static let commitsBetween = 64

    /// - Parameters:
    ///   - reserve: In bytes; nil takes what fits the disk.
    init(reserve: Int64?, probe: @escaping @Sendable () -> DiskSpace?) {
        self.reserve = reserve
        self.probe = probe
    }

    /// What the disk has and what is to be left, with the pages that are free in the store's own file.
    func space(freeInFile: Int64) -> (free: Int64, reserve: Int64)? {
        guard let disk = probe() else { return nil }
        return (disk.free + freeInFile, reserve ?? disk.reserve)
    }

    /// Counts a commit, and says whether it is time to look.
    mutating func isDue(now: ContinuousClock.Instant) -> Bool {
        commits += 1
        guard let next else { return true }
        return now >= next || commits >= Self.commitsBetween
    }

    mutating func look(now: ContinuousClock.Instant, freeInFile: Int64) {
        next = now + Self.interval
        commits = 0
        // Where nobody can say, the write itself finds out.
        guard let (free, reserve) = space(freeInFile: freeInFile) else { return }
        isNearlyFull = free < reserve
    }

    /// A write found no room: events are refused until there is.
    mutating func ranFull(now: ContinuousClock.Instant) {
        isNearlyFull = true
        next = now + Self.interval
        commits = 0
    }
}
