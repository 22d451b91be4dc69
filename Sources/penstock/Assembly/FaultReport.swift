internal import Logging
internal import PenstockCore
internal import PenstockPlugins

/// The book of faults of a server: opened before any plugin is loaded, and read out when a fault brought us here.
struct FaultReport {
    let book: FaultBook

    /// Opens the book in the data directory, and lets faults be recorded in it from now on.
    init(dataDirectory: String, now: Timestamp) throws {
        do throws(FaultBook.Unusable) {
            book = try FaultBook(directory: dataDirectory)
        } catch {
            throw CommandFailure("crashes of plugins cannot be recorded: \(error)")
        }
        CrashRecorder.installForServer(book)
        if !CrashRecorder.wasRestarted { book.started(at: now) }
    }

    /// Says what brought the host down, when something did.
    func write(to logger: Logger) {
        guard CrashRecorder.wasRestarted, let last = book.history.sinceStart.last else { return }
        let deliveries = last.deliveries.count
        logger.error(
            "\(last.sentence); the host has started anew",
            metadata: [
                "time": "\(last.time)", "suspected": "\(deliveries)", "faults": "\(book.path)",
                "plugin": "\(last.culprit?.file ?? "none")",
            ]
        )
    }
}
