internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines

/// A source of which nothing came for longer than its `expect` says.
struct SourceSilence: Sendable {
    var source: String
    var every: Duration
    var since: Timestamp

    /// - Returns: Nil where all is well, or nothing is expected.
    init?(_ source: Source, _ memory: SourceMemory, at now: Timestamp) {
        guard source.isEnabled, let every = source.expected, let since = memory.silence(of: every, at: now) else {
            return nil
        }
        (self.source, self.every, self.since) = (source.name, every, since)
    }
}
