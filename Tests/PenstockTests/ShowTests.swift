import Foundation
import PenstockJSON
import Testing

/// `penstock show`: the pipeline as it is understood.
@Suite struct `A pipeline that is shown` {
    private static let secret = "whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE="

    private func site() throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/penstock.yaml": "defaults: { http: { timeout: 9s } }\n",
            "pipelines/people.csv": "username,email\nlearner1,learner1@example.com\n",
            "pipelines/all.yaml": """
            name: all
            on: [course.completed, "course.*"]
            stages:
              - filter: match
                name: only-passes
                timeout: 2s
                with: { pointer: /data/score, greater_or_equal: { event: /data/passing_score } }
              - transform: lookup
                with: { file: people.csv, key: /data/username, column: username, into: /data/person }
              - sign: standard-webhooks
                isolation: process
                with: { secrets: ["${env:SECRET}", "\(Self.secret)"] }
              - transport: http
                with: { url: "${env:BASE:-http://127.0.0.1:9}/{{data.person.email}}" }
            outcomes: { 404: permanent, 5xx: gone }
            rate: 50/s
            order_by: { key: /data/username }
            dedupe: { by: [/data/username], window: 24h }
            egress: { allow: [10.20.0.0/16] }
            """,
        ])
    }

    @Test func `tells policies, files, where it runs and what it reads`() throws {
        let shown = try site().penstock("show", "all")
        #expect(shown.status == 0, "\(shown.error)")
        for line in [
            "outcomes     404 permanent, 5xx gone\n", "rate         50/s\n",
            "order by     /data/username, when dead: hold\n", "dedupe       by /data/username, within 1d\n",
            "egress       also to 10.20.0.0/16\n", "1. filter: match (only-passes)\n",
            "3. sign: standard-webhooks, in a worker\n",
            "   reads: /data/score, /data/passing_score\n", "   a call may take: 2s\n", "/pipelines/people.csv\n",
            "   reads: /data/person/email\n", "     timeout: 9s\n",
        ] {
            #expect(shown.output.contains(line), "\(line) in \(shown.output)")
        }
        #expect(!shown.output.contains(Self.secret))
    }

    @Test func `is JSON for programs`() throws {
        let shown = try site().penstock("show", "all", "--json")
        let json = try JSONValue.parse(shown.output)
        let stages = json["stages"]?.arrayValue ?? []
        try #require(stages.count == 4, "\(shown)")
        #expect(stages[0]["reads"]?.arrayValue?.first == ["at": "/pointer", "field": "/data/score"])
        #expect(stages[0]["timeout"] == "2s" && stages[0]["isolation"] == "none" && stages[2]["isolation"] == "process")
        #expect(stages[1]["files"]?.arrayValue?.count == 1)
        #expect(json["outcomes"] == ["404": "permanent", "5xx": "gone"] && json["rate"] == "50/s")
        #expect(json["order_by"] == ["key": "/data/username", "when_dead": "hold"])
        #expect(!shown.output.contains(Self.secret))
    }

    @Test func `is YAML that means the same, with nothing secret in it`() throws {
        let site = try site()
        let shown = try site.penstock("show", "all", "--yaml", environment: ["SECRET": Self.secret])
        #expect(shown.status == 0 && !shown.output.contains(Self.secret), "\(shown)")
        #expect(shown.output.contains(##"secrets: ["${env:SECRET}", "***"]"##), "\(shown.output)")
        #expect(shown.output.contains("${env:BASE:-http://127.0.0.1:9}") && shown.output.contains("timeout: 9s"))
        let whole = shown.output.replacing(#""***""#, with: #""\#(Self.secret)""#)
        try site.write(whole, to: "pipelines/all.yaml")
        let again = try site.penstock("show", "all", "--yaml")
        #expect(again.output == shown.output, "\(again.error)")
        #expect(try site.penstock("show", "all", "--yaml", "--json").status == 2)
    }

    @Test(arguments: ["course-passed-mail", "hr-training-record", "welcome-mail", "operator-mail"])
    func `can be read again, where it ships`(name: String) throws {
        let shipped = Binary.root.appending(path: "pipelines").path
        let site = try Site()
        let copied = try site.shell(
            """
            cp -r '\(shipped)'/{events,mails,people.csv} pipelines
            penstock show \(name) --yaml --dir '\(shipped)' > pipelines/again.yaml
            penstock check pipelines --without-secrets
            penstock show \(name) --yaml | diff - pipelines/again.yaml
            """
        )
        #expect(copied.status == 0 && copied.output.contains("no problems"), "\(copied)")
    }
}
