/// What bounds the store's side work; tests make it small.
struct StoreLimits: Sendable {
    /// How long a list may look for rows.
    var listTime = Duration.milliseconds(50)
    /// Numbers looked at between two looks at the clock.
    var listStride: Int64 = 2000
    /// How much JSON a page of events may have; one event more than that ends it.
    var pageBytes = 8 << 20
    var checkpoints = CheckpointPlan()
}
