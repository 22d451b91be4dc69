import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@Suite struct `Revisions over HTTP` {
    private static let stages = """
        [{"label":"stages/0 (match)","kind":"filter","type":"match","name":"passes"},\
        {"label":"stages/1 (http)","kind":"transport","type":"http"}]
        """

    private static func declaration(_ name: String, text: String? = nil) -> PipelineDeclaration {
        PipelineDeclaration(
            name: name,
            selector: #"{"on":["course.*"]}"#,
            document: text.map { DocumentText(text: $0, stages: stages) }
        )
    }

    private func withRevisions(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.run { server async throws in
            server.engine.store.adopt([Self.declaration("hr-webhook", text: "name: hr-webhook\n")])
            server.engine.store.adopt([Self.declaration("hr-webhook"), Self.declaration("mail", text: "name: mail\n")])
            server.engine.store.adopt([])
            try await body(server)
        }
    }

    @Test func `are listed newest first, page by page, with the one that runs`() async throws {
        try await withRevisions { server async throws in
            let expected = """
                {"items":[{"revision":3,"adopted_at":"2026-03-04T10:00:02Z","running":false,"pipeline_count":0},\
                {"revision":2,"adopted_at":"2026-03-04T10:00:01Z","running":false,"pipeline_count":2}],"next":"r2"}
                """
            #expect(try await server.get("/v1/revisions?limit=2").text == expected)
            let rest = try await server.get("/v1/revisions?limit=2&cursor=r2").json
            #expect(rest["items"]?.count == 1 && rest.at("/items/0/running") == true && rest["next"] == nil)
            #expect(try await server.get("/v1/revisions?cursor=e2").problem == "invalid-parameter")
        }
    }

    @Test func `are read back with the text and the stages of their pipelines`() async throws {
        try await withRevisions { server async throws in
            let expected = """
                {"revision":1,"adopted_at":"2026-03-04T10:00:00Z","running":true,"pipeline_count":1,"pipelines":[\
                {"name":"hr-webhook","selector":{"on":["course.*"]},"stages":\(Self.stages),\
                "text":"name: hr-webhook\\n"}]}
                """
            #expect(try await server.get("/v1/revisions/1").text == expected)
            #expect(try await server.get("/v1/revisions/running").text == expected)
            let old = try await server.get("/v1/revisions/2?pipeline=hr-webhook").json
            #expect(old.at("/pipelines/0")?.text == #"{"name":"hr-webhook","selector":{"on":["course.*"]}}"#)
            #expect(old["pipelines"]?.count == 1)
        }
    }

    @Test(arguments: [
        ("/v1/revisions/9", "not-found", "no revision 9"), ("/v1/revisions/x", "not-found", "takes a number"),
        ("/v1/revisions/1?pipeline=hr-webhok", "unknown-pipeline", "is 'hr-webhook' meant?"),
        ("/v1/revisions/1?pipline=x", "invalid-parameter", "is 'pipeline' meant?"),
    ])
    func `unless there is none`(target: String, problem: String, words: String) async throws {
        try await withRevisions { server async throws in
            let answer = try await server.get(target)
            #expect(answer.problem == problem && answer.detail.contains(words), "\(answer.text)")
        }
    }
}
