import Foundation
import PenstockJSON
import Testing

@Suite(.serialized) struct `Searching by command` {
    private func site(_ receiver: Receiver) throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hook.yaml": """
            name: hook
            on: course.completed
            outcomes: { 400: permanent }
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            """,
        ])
    }

    /// Posts events about people, and waits until all were tried.
    private func fill(_ server: Server, _ people: [String]) throws {
        for (index, person) in people.enumerated() {
            let event: JSONValue = [
                "id": .string("e\(index)"), "type": "course.completed", "subject": "course/WS-101",
                "data": ["username": .string(person), "score": 91],
            ]
            #expect(try API(server).post("/v1/events", event).status == 202)
        }
        let isDone = try API(server).wait { api in
            try api.get("/v1/deliveries?state=pending&limit=1")["items"]?.arrayValue?.isEmpty == true
        }
        #expect(isDone, "\(server.log)")
    }

    @Test func `finds what is about a person, what was answered so, and text`() throws {
        let receiver = try Receiver { request in
            String(decoding: request.body, as: UTF8.self).contains("learner2") ? 400 : 200
        }
        let site = try site(receiver)
        let server = try Server(site)
        try fill(server, ["learner1", "learner2", "learner10"])
        func found(_ arguments: String...) throws -> [String] {
            let answer = try site.penstock(arguments + ["--json", "--server", server.url])
            #expect(answer.status == 0, "\(answer.error)")
            let items = try JSONValue.parse(answer.output)["items"]?.arrayValue ?? []
            return items.compactMap { ($0["event"] ?? $0["id"])?.stringValue }
        }
        #expect(try found("events", "--person", "learner1") == ["e0"])
        #expect(try found("events", "--text", "LEARNER1") == ["e2", "e0"])
        #expect(try found("deliveries", "--person", "learner2") == ["e1"])
        #expect(try found("deliveries", "--status", "4xx") == ["e1"])
        #expect(try found("deliveries", "--state", "dead", "--source", "/api", "--person", "learner2") == ["e1"])
        #expect(try found("deliveries", "--source", "/elsewhere") == [])
        #expect(try found("deliveries", "--status", "200", "--person", "learner10") == ["e2"])
        #expect(try found("deliveries", "--text", "e1", "--until", "1h") == [])
        let wrong = try site.penstock("deliveries", "--status", "many", "--server", server.url)
        #expect(wrong.status == 1 && wrong.error.contains("5xx"), "\(wrong.error)")
    }

    @Test(arguments: ["csv", "ndjson"])
    func `exports a list piece by piece, and says where it goes on`(format: String) throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        // More than the first piece has; one text would end a line of CSV if it were not in quotes.
        try fill(server, (0..<230).map { $0 % 7 == 0 ? "a\nb,\"\($0)\"" : "learner\($0)" })
        for list in ["events", "deliveries"] {
            let all = try site.penstock(list, "--format", format, "--server", server.url)
            #expect(all.status == 0 && all.error.isEmpty, "\(all.error)")
            let start = try site.penstock(list, "--format", format, "--limit", "150", "--server", server.url)
            let cursor = try #require(start.error.firstMatch(of: /--cursor ([ed][0-9a-z]+)/)?.output.1)
            let rest = try site.penstock(
                list,
                "--format",
                format,
                "--cursor",
                String(cursor),
                "--server",
                server.url
            )
            let head = format == "csv" ? all.output.firstIndex(of: "\r\n").map { all.output[...$0] } ?? "" : ""
            #expect(rest.output.hasPrefix(head) && all.output == start.output + rest.output.dropFirst(head.count))
        }
        let both = try site.penstock("events", "--format", format, "--json", "--server", server.url)
        #expect(both.status != 0 && both.error.contains("one of them"), "\(both.error)")
        let far = try site.penstock("events", "--limit", "501", "--server", server.url)
        #expect(far.status != 0 && far.error.contains("1 to 500"), "\(far.error)")
    }
}
