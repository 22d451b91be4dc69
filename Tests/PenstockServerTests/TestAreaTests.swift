import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockServer
import Synchronization
import Testing

@Suite struct `The testing area` {
    private static let type = EventTypeSummary(
        type: "course.completed",
        schema: ["properties": ["score": ["type": "number"], "note": ["type": "string"]]],
        sample: ["score": 80]
    )

    private func run(
        _ trying: TrialDouble? = TrialDouble(),
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run(trying: trying, MemoryEngine { $0.catalog = [Self.type] }, body)
    }

    private static func post(_ server: TestServer, _ fields: String) async throws -> Answer {
        let headers = ["Content-Type: application/x-www-form-urlencoded", "Accept: text/html"]
        let body = try await server.csrfField + Array("&\(fields)".utf8)
        return try await server.send("POST", "/test", headers: headers, body: body)
    }

    @Test func `offers the sample of a type in a form`() async throws {
        try await run { server async throws in
            let page = try await server.get("/test?type=course.completed&pipeline=hr-webhook").text
            #expect(page.contains(#"name="value:/score" value="80""#), "\(page)")
            #expect(page.contains(#"<option value="hr-webhook" selected>"#))
            let json = try await server.get("/test?type=course.completed&as=json").text
            #expect(json.contains("{\n  &quot;score&quot;: 80\n}</textarea>"), "\(json)")
        }
    }

    @Test func `runs what the form says, dry, by the means of the API`() async throws {
        let trying = TrialDouble()
        try await run(trying) { server async throws in
            let fields = "type=course.completed&as=form&value%3A%2Fscore=91.5&value:/note=a+%3Cb%3E&mode=dry&do=run"
            let page = try await Self.post(server, fields + "&attribute:subject=course%2FX&pipeline=hr-webhook")
            #expect(page.status == 200 && page.text.contains("would be delivered"), "\(page.text)")
            #expect(page.text.contains("What would become of it"))
            let request = try #require(trying.requests.first)
            #expect(!request.isLive && request.pipelines == ["hr-webhook"])
            guard case .draft(let draft) = request.subject else { throw NoDraft() }
            #expect(draft.type == "course.completed" && draft.subject == "course/X")
            #expect(draft.data.map { String(decoding: $0, as: UTF8.self) } == #"{"score":91.5,"note":"a <b>"}"#)
            // What was typed is there to be changed.
            #expect(page.text.contains(#"value="91.5""#) && page.text.contains(#"value="a &lt;b&gt;""#))
        }
    }

    @Test func `sends nothing before it was said twice`() async throws {
        let trying = TrialDouble()
        try await run(trying) { server async throws in
            let fields = "type=course.completed&as=json&json=%7B%7D&mode=live&do=run"
            let unsure = try await Self.post(server, fields)
            #expect(unsure.text.contains("Nothing was sent") && trying.requests.isEmpty)
            let sure = try await Self.post(server, fields + "&confirmed=true")
            #expect(sure.text.contains("What became of it") && trying.requests.map(\.isLive) == [true])
        }
    }

    @Test func `turns from fields to JSON and back with what was typed`() async throws {
        let trying = TrialDouble()
        try await run(trying) { server async throws in
            let json = try await Self.post(
                server,
                "type=course.completed&as=form&value:/score=7&how:/note=absent&do=json"
            )
            #expect(json.text.contains("{\n  &quot;score&quot;: 7\n}</textarea>"), "\(json.text)")
            let fields = try await Self.post(
                server,
                "type=course.completed&as=json&json=%7B%22score%22%3A8%7D&do=fields"
            )
            #expect(fields.text.contains(#"name="value:/score" value="8""#))
            #expect(trying.requests.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("type=course.completed&as=json&json=%7B", 200, "The data is not JSON"), ("type=no", 404, "has no type"),
            ("type=course.completed&pipeline=no&do=run", 404, "no pipeline"), ("%zz", 400, "percent-encoded"),
            ("", 404, ""),
            ("type=course.completed&attribute:time=soon&do=run", 200, "time is no RFC 3339 date-time"),
            ("type=course.completed&value:/score=x&do=run", 200, "contradicts its schema"),
        ]
    )
    func `says what is wrong`(fields: String, status: Int, words: String) async throws {
        try await run { server async throws in
            let page = try await Self.post(server, fields)
            #expect(page.status == status && page.text.contains(words), "\(page.text)")
        }
    }

    @Test func `says why nothing could be tried`() async throws {
        let refusing = TrialDouble(
            failure: .event(IntakeError(.forbidden, "types that begin with penstock. are <ours>"))
        )
        try await run(refusing) { server async throws in
            let page = try await Self.post(server, "type=course.completed&do=run")
            #expect(page.text.contains("penstock. are &lt;ours&gt;."))
            #expect(try await server.get("/catalog/course.completed").text.contains("could not be tried"))
        }
        try await run(nil) { server async throws in
            #expect(!(try await server.get("/test?type=course.completed").text.contains("value=\"run\"")))
        }
    }

    @Test func `is behind what the catalog says of receivers`() async throws {
        let trying = TrialDouble()
        try await run(trying) { server async throws in
            let page = try await server.get("/catalog/course.completed").text
            #expect(page.contains("What will I receive?") && page.contains("POST https://hr.example.com/"))
            #expect(trying.requests.map(\.isLive) == [false])
        }
    }
}

private struct NoDraft: Error {}

/// Says of every event that `hr-webhook` would deliver it.
private final class TrialDouble: Trying {
    private let asked = Mutex<[TrialRequest]>([])
    private let failure: TrialFailure?

    init(failure: TrialFailure? = nil) { self.failure = failure }

    var requests: [TrialRequest] { asked.withLock { $0 } }

    func trial(_ request: TrialRequest, isChanged: Bool) async throws(TrialFailure) -> TrialAnswer {
        if let failure { throw failure }
        asked.withLock { $0.append(request) }
        let report: JSONValue = [
            "pipeline": "hr-webhook", "matched": true, "match": "its type is one of `on`", "state": "delivered",
            "steps": [],
            "attempts": [["outcome": "delivered", "request": ["method": "POST", "url": "https://hr.example.com/"]]],
        ]
        return TrialAnswer(event: ["type": "course.completed"], reports: [report])
    }

    func compare(last count: Int, pipeline: String?) async throws(TrialFailure) -> HistoryComparison {
        HistoryComparison()
    }
}
