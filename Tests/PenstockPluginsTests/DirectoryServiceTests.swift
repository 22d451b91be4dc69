import PenstockCore
import PenstockPlugins
import Testing

/// What events have told, through the C table, asked by a plugin in C: in the host and in a worker.
@Suite struct `Directories that a C plugin asks` {
    private func stage(_ isolation: PluginIsolation) throws -> ConfiguredStage {
        let workshop = try Workshop()
        try workshop.build("known.c", as: "known.so")
        let type = try #require(try workshop.load(isolation).stageType(.filter, "com.example.known"))
        let report = type.configure(Array("{}".utf8), StageSetup(pipeline: "p", stage: "known", services: quiet))
        return try #require(report.stage, "\(report.complaints)")
    }

    private func verdict(
        _ isolation: PluginIsolation,
        of subject: String?,
        _ view: DirectoryView
    ) throws -> StageVerdict {
        let stage = try stage(isolation)
        defer { withExtendedLifetime(stage) {} }
        let frame = MessageFrame(directories: view)
        var claimed = claimed()
        claimed.event.subject = subject
        frame.load(claimed, id: "dlv_1", replayOf: nil, pipeline: "p", budget: .seconds(1))
        return try stage.instance(onThread: 0).run(frame)
    }

    private static func view(_ rows: [String: String], in directory: String = "people") -> DirectoryView {
        DirectoryView(rows: [directory: rows.mapValues { Array($0.utf8) }])
    }

    @Test(arguments: PluginIsolation.allCases)
    func `say what they have, and that they have not`(isolation: PluginIsolation) throws {
        let view = Self.view(["a": #"{"x":1}"#])
        #expect(try verdict(isolation, of: "a", view) == .pass)
        #expect(try verdict(isolation, of: "b", view) == .drop("nobody knows it"))
        #expect(try verdict(isolation, of: "a", Self.view(["a": "{}"], in: "staff")) == .drop("nobody knows it"))
        #expect(try verdict(isolation, of: "a", DirectoryView()) == .drop("nobody knows it"))
    }

    @Test(arguments: PluginIsolation.allCases)
    func `lend a row until the call returns`(isolation: PluginIsolation) throws {
        let row = String(repeating: "x", count: 100_000)
        let view = Self.view(["a": row, "another": "{}"])
        #expect(try verdict(isolation, of: "a", view) == .drop(row))
    }

    @Test(arguments: PluginIsolation.allCases)
    func `fail with the host's words`(isolation: PluginIsolation) throws {
        let broken = DirectoryView { _, _ throws(StoreError) in throw StoreError(.unavailable, "no disk") }
        guard case .failed(.transient, let reason) = try verdict(isolation, of: "a", broken) else {
            Issue.record("a store that cannot be read was read")
            return
        }
        #expect(reason.code == "directory-unreadable" && reason.text.contains("no disk"))
        for subject in [nil, String(repeating: "x", count: 513)] {
            guard case .failed(.permanent, let reason) = try verdict(isolation, of: subject, Self.view([:])) else {
                Issue.record("a key of \(subject?.count ?? 0) bytes was taken")
                continue
            }
            #expect(reason.code == "state-refused" && reason.text.contains("1 to 512"))
        }
    }
}
