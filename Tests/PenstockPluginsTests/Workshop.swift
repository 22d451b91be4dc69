import Foundation
import Logging
import PenstockCore
import PenstockPlugins
import Testing

/// A temporary directory in which C plugins are built with plain `cc -shared`, as a stranger would build them.
final class Workshop {
    let directory: URL
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "penstock-plugins-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: plugins,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Where plugins are dropped.
    var plugins: URL { directory.appending(path: "plugins") }

    /// Compiles a fixture into a directory.
    /// - Parameter headers: Where `penstock.h` is, by its path in the repository.
    @discardableResult
    func build(
        _ source: String,
        as name: String,
        flags: [String] = [],
        in folder: URL? = nil,
        headers: String = "Sources/CPenstock/include"
    ) throws -> URL {
        let output = (folder ?? plugins).appending(path: name)
        let fixture = Self.root.appending(path: "Tests/Fixtures/plugins/\(source)")
        let header = Self.root.appending(path: headers)
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments =
            ["cc", "-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-I", header.path] + flags
            + ["-o", output.path, fixture.path]
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0, "cc could not build \(source)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: output.path)
        return output
    }

    /// - Parameter strangers: Where the plugins run that are built here.
    func loader(
        _ strangers: PluginIsolation = .none,
        policy: PlacementPolicy = PlacementPolicy(),
        limits: WorkerLimits = .standard
    ) throws -> PluginLoader {
        var (policy, worker) = (policy, WorkerSettings.beside(PluginFinder.executable))
        policy.strangers = strangers
        worker.limits = limits
        return PluginLoader(
            copies: try PrivateCopies(directory: directory.appending(path: "copies").path),
            version: "0.0.0",
            policy: policy,
            worker: worker
        )
    }

    func load(_ strangers: PluginIsolation = .none, limits: WorkerLimits = .standard) throws -> PluginSet {
        try loader(strangers, limits: limits).load(directories: [plugins.path])
    }
}

let quiet = HostServices(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

/// A delivery to be worked on.
func claimed(_ json: String = #"{"data":{"score":80}}"#) -> ClaimedDelivery {
    let prefix = #"{"data":"#
    let event = Event(
        sequence: EventSequence(1),
        id: "evt-1",
        source: "/test",
        type: "course.completed",
        subject: "course/WS-101",
        time: Timestamp(microseconds: 0),
        dataContentType: "application/json",
        extensions: [],
        json: Array(json.utf8),
        dataRange: json.hasPrefix(prefix) ? prefix.utf8.count..<json.utf8.count - 1 : 0..<0,
        acceptedAt: Timestamp(microseconds: 0),
        contradiction: nil,
        revision: RevisionID(1)
    )
    return ClaimedDelivery(id: DeliveryID(1), pipeline: PipelineID(1), event: event, createdAt: event.acceptedAt)
}

func frame(_ json: String = #"{"data":{"score":80}}"#) -> MessageFrame {
    let frame = MessageFrame()
    frame.load(claimed(json), id: "dlv_x_1", replayOf: nil, pipeline: "test", budget: .seconds(5))
    return frame
}
