internal import Logging
internal import PenstockCore

/// Writes the log to standard error, a line each entry.
struct ErrorStreamLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let isJSON: Bool

    init(level: Logger.Level, isJSON: Bool) {
        logLevel = level
        self.isJSON = isJSON
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        for source in [metadataProvider?.get(), event.metadata] {
            if let source { all.merge(source) { _, new in new } }
        }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(
            time: Timestamp(microseconds: Timestamp.now.microseconds / 1000 * 1000),
            level: event.level,
            message: event.message.description,
            metadata: all
        )
        Terminal.error.write(isJSON ? line.json : line.text)
    }
}
