import Foundation
import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockServer

/// History over the wire.
@Suite struct `An import` {
    private static let source = """
        verify: { bearer: "${env:S}" }
        events: [{ when: { hook: course.completed }, type: course.completed, data: { username: { from: u, required: true } } }]
        """

    private static func run(
        _ change: (inout MemoryEngine.Settings) -> Void = { _ in },
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let ground = try `A source`.ground(["lms": source])
        let engine = MemoryEngine { settings in
            settings.sources = ground
            change(&settings)
        }
        try await TestServer.run(engine, body)
    }

    private static let lines = "application/x-ndjson"

    private static func states(_ answer: JSONValue) -> [String?] {
        (answer["rows"]?.arrayValue ?? []).map { $0["state"]?.stringValue }
    }

    @Test func `takes events line by line, each for itself, and delivers none`() async throws {
        try await Self.run { server async throws in
            let body = """
                {"type":"course.completed","id":"1","data":{"username":"a"}}

                {"type":"course.completed","data":
                {"type":"penstock.link.failed"}
                {"type":"course.completed","id":"1","data":{"username":"b"}}
                {"typ":"x"}
                {"specversion":"1.0","type":"user.added","id":"2","source":"/lms","penstockimport":"faked","data":{}}
                """
            let answer = try await server.post(body, to: "/v1/imports?name=old", as: Self.lines)
            let json = try answer.json
            #expect(answer.status == 200 && json["import"] == "old" && json["dry_run"] == false)
            #expect(Self.states(json) == ["accepted", "refused", "refused", "duplicate", "refused", "accepted"])
            #expect(json["accepted"] == 2 && json["duplicate"] == 1 && json["refused"] == 3 && json["unmapped"] == 0)
            #expect(json.at("/rows/0/ids/0") == "1" && json.at("/rows/3/differs") == true)
            let reasons = [1, 2, 4].map { json.at("/rows/\($0)/reason")?.stringValue ?? "" }
            #expect(reasons[0].contains("no valid JSON") && reasons[1].contains("Penstock's own"))
            #expect(reasons[2].contains("'type'") || reasons[2].contains("no type"), "\(reasons)")
            // Nothing was delivered, and each event says whose it is.
            let listed = try await server.get("/v1/events").json["items"]?.arrayValue ?? []
            #expect(listed.map { $0["import"] } == ["old", "old"] && listed.allSatisfy { $0["delivery_count"] == 0 })
            let shown = try await server.get("/v1/events/2").json
            #expect(shown.at("/extensions/penstockimport") == "old")
        }
    }

    @Test func `maps rows as a source maps requests, and asks nobody who they are`() async throws {
        try await Self.run { server async throws in
            let path = "/v1/imports?source=lms&hook=course.completed"
            let answer = try await server.post(#"[{"u":"a"},{"x":1},7]"#, to: path)
            let json = try answer.json
            #expect(Self.states(json) == ["accepted", "unmapped", "unmapped"], "\(answer.text)")
            #expect(json.at("/rows/1/reason")?.stringValue?.contains("username") == true)
            let draft = try #require(server.engine.drafts.first)
            #expect(draft.source == "/in/lms" && draft.importName == "import" && draft.id?.hasPrefix("lms-") == true)
            // Again, it is known.
            #expect(try await Self.states(server.post(#"[{"u":"a"}]"#, to: path).json) == ["duplicate"])
        }
    }

    @Test func `maps columns by the type, and renames them`() async throws {
        try await Self.run { server async throws in
            let path =
                "/v1/imports?type=t&column=points%3Dscore&column=a,b%3Dc&id_column=nr&time_column=at&zone=Europe/Berlin"
            let row = #"{"nr":"1","at":"2024-07-01 10:00","points":"5","a,b":"x","bad":""}"#
            let answer = try await server.post(row, to: path, as: Self.lines)
            #expect(try Self.states(answer.json) == ["accepted"], "\(answer.text)")
            let draft = try #require(server.engine.drafts.first)
            #expect(draft.data.map { String(decoding: $0, as: UTF8.self) } == #"{"score":"5","c":"x"}"#)
            #expect(draft.id == "1" && draft.time == Timestamp("2024-07-01T08:00:00Z") && draft.type == "t")
        }
    }

    @Test func `stores nothing when it only looks, and says what is known`() async throws {
        try await Self.run { server async throws in
            let known = #"{"type":"user.added","id":"1","data":{}}"#
            _ = try await server.post(known, to: "/v1/imports", as: Self.lines)
            let body = known + "\n" + #"{"type":"user.added","id":"2"}"# + "\n" + #"{"type":"penstock.x","id":"3"}"#
            let json = try await server.post(body, to: "/v1/imports?dry_run=true", as: Self.lines).json
            #expect(Self.states(json) == ["duplicate", "accepted", "refused"] && json["dry_run"] == true)
            #expect(server.engine.drafts.count == 1)
        }
    }

    @Test func `is refused as a whole by a store that takes nothing, with when to come again`() async throws {
        try await Self.run({ $0.refusal = IntakeError(.busy, "busy", retryAfter: .seconds(3)) }) {
            server async throws in
            let answer = try await server.post("{\"type\":\"a\"}", to: "/v1/imports", as: Self.lines)
            #expect(answer.status == 429 && answer.problem == "busy" && answer.headers["retry-after"] == "3")
        }
    }

    @Test(
        arguments: [
            ("?source=lms&type=t", "exclude each other"), ("?hook=x", "name that with 'source'"),
            ("?column=a%3Db", "name the type of the rows"), ("?time_column=a", "name the type of the rows"),
            ("?type=t&column=a", "it takes COLUMN=FIELD"), ("?type=t&column=%3Db", "it takes COLUMN=FIELD"),
            ("?type=t&column=a%3Db&column=a%3Dc", "is given two names"), ("?type=t&zone=EST", "no time zone"),
            ("?name=a%00b", "no control characters"), ("?sourc=x", "is 'source' meant?"),
            ("?dry_run=1", "true or false"),
        ]
    )
    func `says what is wrong with how rows are to be mapped`(query: String, text: String) async throws {
        try await Self.run { server async throws in
            let answer = try await server.post("[]", to: "/v1/imports\(query)")
            #expect(answer.status == 400 && answer.problem == "invalid-parameter", "\(answer.text)")
            #expect(try answer.json["detail"]?.stringValue?.contains(text) == true, "\(answer.text)")
        }
    }

    @Test func `says what is wrong with a batch`() async throws {
        try await Self.run { server async throws in
            let unknown = try await server.post("[]", to: "/v1/imports?source=lmss")
            #expect(unknown.status == 404 && unknown.problem == "unknown-source")
            let form = try await server.post("a=1", to: "/v1/imports", as: "application/x-www-form-urlencoded")
            #expect(form.status == 415 && form.problem == "unsupported-content-type")
            let broken = try await server.post("[1", to: "/v1/imports")
            #expect(broken.status == 400 && broken.problem == "invalid-json")
            let object = try await server.post("{}", to: "/v1/imports")
            #expect(object.status == 400 && object.problem == "invalid-json")
            let many = String(repeating: "{}\n", count: ImportBatch.limit + 1)
            let tooMany = try await server.post(many, to: "/v1/imports", as: Self.lines)
            #expect(tooMany.status == 413 && tooMany.problem == "batch-too-large", "\(tooMany.text)")
            let empty = try await server.post("\n\n", to: "/v1/imports", as: Self.lines)
            #expect(try empty.status == 200 && Self.states(empty.json).isEmpty)
        }
    }
}
