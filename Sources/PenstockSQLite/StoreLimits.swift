internal import PenstockCore

/// What bounds the store's side work; tests make it small.
struct StoreLimits: Sendable {
    /// How long a list may look for rows: what is left of 50 ms is for the last look and for the answer.
    var listTime = Duration.milliseconds(35)
    /// Numbers looked at between two looks at the clock, at most.
    var listStride: Int64 = 2000
    /// Timers looked at between two looks at the clock.
    var timerStride = 512
    /// How much JSON a page of events may have; one event more than that ends it.
    var pageBytes = 8 << 20
    var options = StoreOptions()
    /// What says how full the disk is; nil asks the file system.
    var disk: (@Sendable () -> DiskSpace?)?
    var checkpoints = CheckpointPlan()
    /// Rows that upkeep removes between two looks at the clock.
    var upkeepStride = 128
    /// Pages that may lie free in the file for new rows, beside an eighth of all.
    var freePagesKept: Int64 = 4096
    /// Pages given back to the disk in one step.
    var vacuumPages = 100
}

/// What whoever opens a store can choose.
package struct StoreOptions: Sendable {
    /// Bytes of the disk that are left for outcomes: below it events are refused. Nil takes 256 MiB, or a hundredth of
    /// a large disk.
    package var diskReserve: Int64?
    /// Bytes set aside in a file that is given up when the disk is full; zero for none.
    package var ballast: Int64
    /// Opens the store also where its log is damaged, without what stood behind the damage.
    package var acceptsLoss: Bool

    /// Twice what the log normally grows to: enough to write every outcome under way, and to empty the log.
    package static let standardBallast: Int64 = 128 << 20

    package init(diskReserve: Int64? = nil, ballast: Int64 = 0, acceptsLoss: Bool = false) {
        self.diskReserve = diskReserve
        self.ballast = ballast
        self.acceptsLoss = acceptsLoss
    }
}
