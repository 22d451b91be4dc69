import PenstockCore
import PenstockEngine
import PenstockJSON
import Synchronization
import Testing

@testable import PenstockServer

/// A directory that says what a test lets it say.
final class ReloadDouble: Reloading {
    private let answer: Result<ReloadReport, ReloadFailure>
    private let trials = Mutex<[Bool]>([])

    init(_ answer: Result<ReloadReport, ReloadFailure>) { self.answer = answer }

    var asked: [Bool] { trials.withLock { $0 } }

    func reload(isTrial: Bool) async throws(ReloadFailure) -> ReloadReport {
        trials.withLock { $0.append(isTrial) }
        return try answer.get()
    }
}

@Suite struct `Reloads over HTTP` {
    private static let warning = Diagnostic(
        .warning,
        at: SourcePosition(file: "pipelines/hr.yaml", line: 4, column: 9),
        "a secret stands here",
        expected: "a reference",
        sourceLine: "      - abc"
    )

    @Test func `say what has changed, or would`() async throws {
        var report = ReloadReport(
            pipelines: SetChange(added: ["new"], removed: ["old"], changed: ["hr"], unchanged: ["a", "b"]),
            needsRestart: ["listen is one until a restart, and then another"],
            diagnostics: [Self.warning]
        )
        report.plugins.changed = ["/plugins/x.so"]
        let double = ReloadDouble(.success(report))
        try await TestServer.run(reloading: double) { server async throws in
            let done = try await server.post("", to: "/v1/reload").json
            #expect(done["applied"] == true && done["unchanged"] == 2)
            let changes = done["pipelines"]?.arrayValue?.map { [$0["name"], $0["change"]] }
            #expect(changes == [["hr", "changed"], ["new", "added"], ["old", "removed"]])
            #expect(done.at("/plugins/0")?.text == #"{"file":"/plugins/x.so","change":"changed"}"#)
            #expect(done.at("/needs_restart/0") == "listen is one until a restart, and then another")
            #expect(done.at("/diagnostics/0/line") == 4 && done.at("/diagnostics/0/severity") == "warning")
            let looked = try await server.post(#"{"dry_run":true}"#, to: "/v1/reload").json
            #expect(looked["applied"] == false)
        }
        #expect(double.asked == [false, true])
    }

    @Test func `of a directory with an error answer with all that is wrong, and where`() async throws {
        let error = Diagnostic(at: SourcePosition(file: "pipelines/hr.yaml", line: 3, column: 5), "unknown key 'x'")
        try await TestServer.run(reloading: ReloadDouble(.failure(.badConfiguration([Self.warning, error])))) {
            server async throws in
            let answer = try await server.post("{}", to: "/v1/reload")
            #expect(answer.status == 422 && answer.problem == "bad-configuration")
            #expect(answer.detail == "1 error in the directory, the first at pipelines/hr.yaml:3:5: unknown key 'x'")
            let diagnostics = try answer.json["diagnostics"]
            #expect(diagnostics?.arrayValue?.count == 2)
            #expect(diagnostics?.at("/0/source_line") == "      - abc" && diagnostics?.at("/1/column") == 5)
        }
    }

    @Test(
        arguments: [
            (ReloadFailure.stopping, 503), (.store(StoreError(.full, "the disk is full")), 507),
        ] as [(ReloadFailure, Int)]
    )
    func `that the host cannot do now say why`(failure: ReloadFailure, status: Int) async throws {
        try await TestServer.run(reloading: ReloadDouble(.failure(failure))) { server async throws in
            #expect(try await server.post("{}", to: "/v1/reload").status == status)
        }
    }

    @Test func `take no option that they do not know`() async throws {
        let double = ReloadDouble(.failure(.stopping))
        try await TestServer.run(reloading: double) { server async throws in
            #expect(try await server.post(#"{"dryrun":true}"#, to: "/v1/reload").problem == "invalid-parameter")
        }
        #expect(double.asked.isEmpty)
    }

    @Test func `are not offered where there is no directory`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.post("{}", to: "/v1/reload").status == 404)
        }
    }

    @Test func `tell files apart by their content`() {
        let change = FileChange(from: ["a": "1", "b": "2", "c": "3"], to: ["b": "2", "c": "4", "d": "5"])
        #expect(change.added == ["d"] && change.removed == ["a"] && change.changed == ["c"])
    }
}
