internal import Foundation
internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines
internal import PenstockPlugins

/// Lets a child process check the directory before a plugin file that is new is loaded into a running server: one that
/// crashes or hangs while it is loaded, described, configured or started takes the child and not the server.
struct PluginTrial {
    let source: Reloader.Source
    /// A plugin that is slower than this to be configured would hold up every reload.
    var patience = Duration.seconds(60)

    /// Tries the files out.
    /// - Parameter files: Those that are new; with none, nothing is done.
    /// - Returns: What is wrong, where the child did not come to its end. What it complains about otherwise, the server
    ///   will find too.
    func complaints(about files: [String]) -> [Diagnostic] {
        guard !files.isEmpty, let fault = fault() else { return [] }
        let others = files.dropFirst().map { ", or \($0)" }.joined()
        return [
            Diagnostic(
                at: SourcePosition(file: files[0]),
                "this file is new\(others), and a check with it \(fault); it is not loaded into the running server",
                expected: "a plugin that `penstock check` can load, configure and start"
            )
        ]
    }

    /// How the child failed; nil when it came to its end.
    private func fault() -> String? {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: PluginFinder.executable)
        child.arguments = ["check", source.directory, "--json"] + source.flags.plugins.flatMap { ["--plugins", $0] }
        // Whom a person trusts stands in the data directory: the child must run in the host what the server would.
        child.environment = source.environment.merging(
            source.flags.data.map { ["PENSTOCK_DATA": $0] } ?? [:]
        ) { $1 }
        child.standardInput = FileHandle.nullDevice
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        let ended = Alarm()
        child.terminationHandler = { _ in ended.signal() }
        do {
            try child.run()
        } catch {
            return "could not be begun (\(error.localizedDescription))"
        }
        let seconds = Int(patience.components.seconds)
        ended.wait(atMost: patience)
        guard !child.isRunning else {
            kill(child.processIdentifier, SIGKILL)
            ended.wait()
            return "had not ended after \(seconds) seconds"
        }
        if child.terminationReason == .uncaughtSignal { return "was ended by signal \(child.terminationStatus)" }
        let isAnswered = [ExitStatus.fine, .badConfiguration].contains { $0.rawValue == child.terminationStatus }
        return isAnswered ? nil : "ended with \(child.terminationStatus)"
    }
}

extension PluginFinder {
    /// The files of these directories whose content is none of what is known. A file that cannot be read is not one: it
    /// cannot be loaded either.
    static func files(in directories: [String], besides known: Set<String>) -> [(path: String, digest: String)] {
        directories.flatMap { files(in: $0) }.compactMap { path in
            guard let file = try? CheckedFile(path: path), !known.contains(file.digest) else { return nil }
            return (path, file.digest)
        }
    }
}
