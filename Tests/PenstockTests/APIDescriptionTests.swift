import Foundation
import PenstockJSON
import Testing

@Suite struct `The description of the API` {
    @Test func `is printed as a server answers it`() throws {
        let site = try Site()
        let printed = try site.penstock("api")
        #expect(printed.status == 0, "\(printed.error)")
        let document = try JSONValue.parse(printed.output)
        #expect(document["openapi"] == "3.1.0")
        // The server lives as long as this.
        let server = try Server(site)
        #expect(try API(server).get("/openapi.json") == document)
        #expect(try site.penstock("api", "--problems").output.contains("\n## invalid-event\n"))
    }
}

/// A real server under requests that schemathesis makes of the description: such as it admits, and such as it does not.
@Suite struct `A server under schemathesis` {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isAsked = environment["PENSTOCK_API_TESTS"] == "1" && environment["PENSTOCK_TEST_PYTHON"] != nil

    @Test(.enabled(if: Self.isAsked, "only with PENSTOCK_API_TESTS=1, and schemathesis in PENSTOCK_TEST_PYTHON"))
    func `answers nothing but what its description says, and never fails`() throws {
        let receiver = try Receiver { $0.start.contains("fail") ? 503 : 200 }
        let site = try Site([
            // A token that is made on the way must not close the door to all that is left.
            "pipelines/penstock.yaml": "authentication: loopback-open\n",
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: receiver.url),
            "pipelines/failing.yaml": Sample.webhook(name: "failing", to: receiver.url + "/fail"),
        ])
        let server = try Server(site)
        let api = API(server)
        for number in 0..<20 {
            let event: JSONValue = [
                "type": "course.completed", "id": "e\(number)",
                "data": ["username": "learner1", "catalog_id": "WS-\(number)", "score": 80, "passing_score": 60],
            ]
            #expect(try api.post("/v1/events", event).status == 202)
        }
        let deliveries = try api.get("/v1/deliveries?limit=500")["items"]?.arrayValue ?? []
        try site.write(try Self.settings(deliveries.compactMap { $0["id"] }), to: "schemathesis.toml")
        let python = try #require(Self.environment["PENSTOCK_TEST_PYTHON"])
        let tool = URL(fileURLWithPath: python).deletingLastPathComponent().appending(path: "st").path
        let run = try site.shell("'\(tool)' --no-color --config-file schemathesis.toml run \(server.url)/openapi.json")
        #expect(run.status == 0, "\(run.output.suffix(20_000))\n\(run.error.suffix(2000))")
        #expect(server.isRunning)
        #expect(try api.get("/v1/status")["ready"] == true, "it still takes events")
    }

    /// What is sent, how much of it, and what is looked at.
    private static func settings(_ deliveries: [JSONValue]) throws -> String {
        let ids = JSONValue.array(deliveries).text
        return """
            seed = 20260309
            request-timeout = 20
            # Python's ast is not safe in threads before 3.13, and hypothesis uses it.
            workers = 1
            warnings = false

            # About 2000 requests, most of them of the coverage phase, which this does not bound.
            [generation]
            max-examples = 8
            database = "none"

            [phases.stateful]
            enabled = false

            [checks]
            enabled = false
            not_a_server_error.enabled = true
            status_code_conformance.enabled = true
            content_type_conformance.enabled = true
            response_headers_conformance.enabled = true
            response_schema_conformance.enabled = true
            unsupported_method.enabled = true
            allow_header_conformance.enabled = true

            [dictionaries]
            deliveries = { values = \(ids) }
            events = { values = ["e0", "e1", "e2"] }
            pipelines = { values = ["hr-webhook", "failing"] }

            # What is asked for must be there now and then, or nothing but 404 would be seen.
            [[operations]]
            include-path-regex = "^/v1/deliveries/"
            parameters = { "path.id" = { dictionary = "deliveries", probability = 0.7 } }

            [[operations]]
            include-path-regex = "^/v1/events/"
            parameters = { "path.id" = { dictionary = "events", probability = 0.7 } }

            [[operations]]
            include-path-regex = "^/v1/pipelines/"
            parameters = { "path.name" = { dictionary = "pipelines", probability = 0.7 } }

            # It goes on until the server stops; TailTests read it.
            [[operations]]
            include-path = "/v1/tail"
            enabled = false

            # It would write files wherever this process may; BackupTests and UpkeepTests make backups.
            [[operations]]
            include-operation-id = "beginBackup"
            enabled = false
            """
    }
}
