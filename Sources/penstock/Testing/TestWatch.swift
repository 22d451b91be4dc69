internal import Foundation
internal import PenstockPipelines

/// Does something again whenever a file below a directory has changed and nobody writes any more.
struct TestWatch {
    let directory: String
    let body: () throws -> Void

    private static let pace = Duration.milliseconds(300)

    /// Runs until the task is cancelled, or the process ends.
    func run() async throws {
        var changes = FileChanges(stamps)
        show()
        while true {
            try await Task.sleep(for: Self.pace)
            if changes.look(stamps) { show() }
        }
    }

    private func show() {
        if Terminal.output.columns != nil { Terminal.output.write("\u{1B}[2J\u{1B}[H") }
        // A failure is what to mend next, and no reason to end.
        do { try body() } catch { _ = Main.report(error) }
        Terminal.output.write("\nwatching \(directory); Control-C ends it\n")
    }

    /// Every file, also templates and tables: they are what pipelines read.
    private var stamps: Set<FileStamp> {
        let paths = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return Set(paths.map { FileStamp("\(directory)/\($0)") })
    }
}
