internal import CGMime

/// GMime as a whole.
enum GMime {
    private static let isStarted: Void = cgmime_start()

    /// Sets GMime's tables up, once for the process; everything else of it needs them.
    static func start() {
        _ = isStarted
    }
}
