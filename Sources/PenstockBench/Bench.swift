internal import CBench
internal import Foundation
internal import Glibc
internal import Synchronization

/// Runs the scenarios one after the other, on one store, with one receiver. It blocks, and wants a thread of its own:
/// the processes that it starts end with the thread that started them.
package final class Bench: Sendable {
    private let settings: BenchSettings
    private let program: String
    private let version: String
    private let isStopped = Mutex(false)
    private let progress: @Sendable (String) -> Void

    /// Readies a run.
    /// - Parameters:
    ///   - program: The path of this program, which is started again as the host.
    ///   - version: What stands for the commit where there is none.
    ///   - progress: Told now and then what is going on, in a few words.
    package init(
        _ settings: BenchSettings,
        program: String,
        version: String,
        progress: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.program = program
        self.version = version
        self.progress = progress
    }

    /// Ends the run soon, from another thread.
    package func stop() { isStopped.withLock { $0 = true } }

    /// Measures on a thread of its own.
    /// - Throws: ``BenchFailure`` when something could not be measured, or ``stop()`` was called.
    package func run() async throws -> BenchReport {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try self.measure() }) }
            thread.start()
        }
    }

    private func measure() throws(BenchFailure) -> BenchReport {
        let directory = try workplace()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let machine = try Machine.look(directory: directory)
        var report = BenchReport(
            machine: machine,
            commit: Machine.commit(of: program, log: "\(directory)/git.log") ?? version,
            isDebug: Self.isDebug,
            settings: settings
        )
        let run = try BenchRun(settings, program: program, directory: directory, progress: progress) { [self] in
            isStopped.withLock { $0 }
        }
        for scenario in settings.scenarios { report.results.append(try run.measure(scenario)) }
        for peer in settings.peers { report.peers.append(try run.measure(peer)) }
        return report
    }

    private func workplace() throws(BenchFailure) -> String {
        let parent = settings.directory ?? FileManager.default.temporaryDirectory.path
        let path = URL(fileURLWithPath: parent).appending(path: "penstock-bench-\(UUID().uuidString)").path
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            return path
        } catch {
            throw BenchFailure("there is no place for the data in \(parent): \(error.localizedDescription)")
        }
    }

    #if DEBUG
        private static let isDebug = true
    #else
        private static let isDebug = false
    #endif
}
