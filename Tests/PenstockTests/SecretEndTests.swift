import Foundation
import PenstockJSON
import Testing

/// Secrets that end, in the files of a directory and in a server.
@Suite struct `A secret that ends` {
    private func site(_ secrets: String) throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": """
            name: hr-webhook
            on: course.completed
            stages:
              - sign: standard-webhooks
                with:
                  secrets:
            \(secrets)
              - transport: http
                with: { url: "http://127.0.0.1:9" }
            """,
        ])
    }

    private func day(after days: Int) -> String {
        Date(timeIntervalSinceNow: Double(days) * 86_400).formatted(.iso8601)
    }

    private func entry(_ name: String, _ days: Int?) -> String {
        let secret = "\"${env:\(name):-whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE=}\""
        return "        - " + (days.map { "{ secret: \(secret), until: \(day(after: $0)) }" } ?? secret) + "\n"
    }

    @Test func `is told of by check before and after`() throws {
        let site = try site(entry("A", nil) + entry("B", -1) + entry("C", 3) + entry("D", 100))
        let checked = try site.penstock("check", "pipelines", "--json")
        let told = try JSONValue.parse(checked.output)["diagnostics"]?.arrayValue ?? []
        #expect(checked.status == 0, "\(checked.output)")
        #expect(told.map { $0["severity"]?.stringValue } == ["warning", "hint"], "\(checked.output)")
        #expect(told.map { $0["line"] } == [8, 9])
        #expect(told[0]["message"]?.stringValue?.contains("signs no more") == true)
        #expect(told[1]["message"]?.stringValue?.contains("in 2 days") == true)
        #expect(try site.penstock("check", "pipelines", "--strict").status == 78)
        let shown = try site.penstock("show", "hr-webhook").output
        #expect(shown.contains(day(after: 100).prefix(10)) && shown.contains("***"), "\(shown)")
    }

    @Test func `as the last one draws a hint that none follows, and then an error`() throws {
        let soon = try site(entry("A", 1)).penstock("check", "pipelines")
        #expect(soon.status == 0 && soon.output.contains("and no other follows it"), "\(soon.output)")
        let ended = try site(entry("A", -1) + entry("B", -30)).penstock("check", "pipelines")
        #expect(ended.status == 78 && ended.output.contains("all secrets here have ended"), "\(ended.output)")
    }

    @Test func `does not keep a server from starting, which holds what it cannot sign`() throws {
        let site = try site(entry("A", -1))
        let server = try Server(site)
        let sent = try site.penstock("emit", "--sample", "course.completed", "--wait", "--server", server.url)
        #expect(sent.output.contains("held"), "\(sent.output)\(sent.error)")
        let listed = try site.penstock("deliveries", "--json", "--server", server.url).output
        #expect(listed.contains("\"configuration\"") && listed.contains("nothing is sent unsigned"), "\(listed)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `must be a moment`() throws {
        let site = try site(
            "        - { secret: \"${env:A:-whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE=}\", until: soon }\n"
        )
        let checked = try site.penstock("check", "pipelines")
        #expect(checked.status == 78 && checked.output.contains("'soon' is no moment"), "\(checked.output)")
    }
}
