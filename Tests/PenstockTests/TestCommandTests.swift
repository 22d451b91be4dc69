import Foundation
import PenstockJSON
import Testing

/// `penstock test` with the real plugins.
@Suite(.serialized) struct `Tests of pipelines by command` {
    private func site(_ tests: String, url: String = "https://hr.example.com/hooks") throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr.yaml": """
            name: hr
            on: course.completed
            stages:
              - filter: match
                with: { pointer: /data/score, greater_or_equal: 80 }
              - sign: standard-webhooks
                with: { secrets: ["${env:HR_SECRET}"] }
              - transport: http
                with: { url: "\(url)", auth: { bearer: "${env:TOKEN}" } }
            tests:
            \(tests)

            """,
        ])
    }

    @Test func `a pass reaches the receiver after one refusal, signed for that time`() throws {
        let site = try site(
            """
              - name: a pass reaches HR after one 503
                event: { sample: course.completed, set: { /data/score: 90 }, id: msg }
                at: 2026-03-04T10:00:00Z
                secrets: { HR_SECRET: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, TOKEN: t0k }
                answers: [503, 200]
                expect:
                  state: delivered
                  attempts: 2
                  request:
                    method: POST
                    url: https://hr.example.com/hooks
                    headers: { webhook-timestamp: 1772618405, authorization: Bearer t0k, webhook-signature: { starts_with: "v1," } }
                    json: { /data/score: 90, /id: msg }
              - name: a failure is filtered
                event: { sample: course.completed, set: { /data/score: 12 } }
                expect: { state: filtered, stage: match, reason: { contains: "12" }, attempts: 0 }
              - name: it gives up in the end
                event: { sample: course.completed, set: { /data/score: 90 } }
                answers: [timeout]
                expect: { state: dead, attempts: 10, reason: { contains: given up } }
              - name: gone is gone
                event: { sample: course.completed, set: { /data/score: 90 } }
                answers: [{ status: 429, headers: { Retry-After: 60 } }, 410]
                expect: { state: dead, attempts: 2, code: gone }
              - name: other types are none of its business
                event: { type: user.added, data: {} }
                expect: { state: unmatched, reason: { contains: user.added } }
            """
        )
        let tested = try site.penstock("test", "pipelines")
        #expect(tested.status == 0, "\(tested.output) \(tested.error)")
        #expect(tested.output == "5 tests of 1 pipeline passed\n")
    }

    @Test func `what is other than expected is told with its place`() throws {
        let site = try site(
            """
              - name: wrong
                event: { sample: course.completed, set: { /data/score: 12 } }
                expect: { state: delivered }
              - name: right
                event: { sample: course.completed, set: { /data/score: 12 } }
                expect: { state: filtered }
            """
        )
        let tested = try site.penstock("test", "pipelines", "--junit", "out.xml")
        #expect(tested.status == 1)
        #expect(
            tested.output == """
                ✘ hr: wrong
                  pipelines/hr.yaml:13:22: state is not as expected
                    - expected: "delivered"
                    + found:    "filtered"
                  the event was filtered at stages/0 (match): /data/score is 12, not greater than or equal to 80
                1 of 2 tests of 1 pipeline failed

                """
        )
        let xml = try String(contentsOfFile: site.path("out.xml"), encoding: .utf8)
        #expect(xml.contains(#"<testsuite name="hr" tests="2" failures="1""#), "\(xml)")
        #expect(xml.contains(#"<failure message="state is not as expected">"#), "\(xml)")
        let json = try JSONValue.parse(try site.penstock("test", "pipelines", "--json", "--filter", "wrong").output)
        let test = json["tests"]?.arrayValue?.first
        #expect(json["passed"] == false && test?["passed"] == false, "\(json)")
        #expect(test?["mismatches"]?.arrayValue?.first?["line"] == 13, "\(json)")
    }

    @Test func `a recorded output is written once and compared from then on`() throws {
        let site = try site(
            """
              - name: all of it
                event: { sample: course.completed, set: { /data/score: 90 } }
                expect: { recorded: outputs/all.json }
            """
        )
        #expect(try site.penstock("test", "pipelines").output.contains("`penstock test --update` writes it"))
        #expect(try site.penstock("test", "pipelines", "--update").status == 0)
        #expect(try site.penstock("test", "pipelines").status == 0)
        let path = site.path("pipelines/outputs/all.json")
        let recorded = try String(contentsOfFile: path, encoding: .utf8)
        try site.write(recorded.replacing("\"score\": 90", with: "\"score\": 91"), to: "pipelines/outputs/all.json")
        let tested = try site.penstock("test", "pipelines")
        #expect(tested.status == 1)
        #expect(
            tested.output.contains("-         \"score\": 91,")
                && tested.output.contains("+         \"score\": 90,"),
            "\(tested.output)"
        )
        #expect(!tested.output.contains("specversion"), "only what stands around the change is shown: \(tested.output)")
    }

    @Test func `no environment is seen, and a value that is needed is asked for`() throws {
        let site = try site(
            """
              - name: needs a URL
                event: { sample: course.completed, set: { /data/score: 90 } }
                expect: { state: delivered }
            """,
            url: "${env:HR_URL}"
        )
        let tested = try site.shell("HR_URL=https://x.example.com penstock test pipelines")
        #expect(tested.status == 1)
        #expect(
            tested.output.contains("pipelines/hr.yaml:9:18: error: the test gives no value for a reference here"),
            "\(tested.output)"
        )
        #expect(tested.output.contains("expected: the value under `secrets` of the test"), "\(tested.output)")
    }

    @Test func `with --watch they run again when a file has changed`() throws {
        let site = try site(
            """
              - name: a failure is filtered
                event: { sample: course.completed, set: { /data/score: 12 } }
                expect: { state: filtered }
            """
        )
        let watched = try site.shell(
            """
            seen() { for _ in $(seq 300); do grep -q "$1" out && return; sleep 0.1; done; }
            penstock test pipelines --watch > out 2>&1 &
            watch=$!
            seen 'passed'
            sed -i 's/score: 12/score: 90/' pipelines/hr.yaml
            seen 'failed'
            kill $watch
            cat out
            """
        )
        #expect(watched.output.contains("1 test of 1 pipeline passed"), "\(watched.output)")
        #expect(watched.output.contains("1 of 1 test of 1 pipeline failed"), "\(watched.output)")
        #expect(watched.output.contains("watching pipelines; Control-C ends it"), "\(watched.output)")
    }

    @Test func `with --watch a name that no pipeline has is said, and it goes on`() throws {
        let site = try site("  - { name: x, event: { sample: course.completed }, expect: { state: delivered } }")
        let watched = try site.shell(
            """
            penstock test pipelines --watch --pipeline typo > out 2>&1 &
            watch=$!
            for _ in $(seq 300); do grep -q watching out && break; sleep 0.1; done
            kill $watch && cat out
            """
        )
        #expect(watched.output.contains("penstock: no test is of that pipeline"), "\(watched.output)")
        #expect(watched.output.contains("watching pipelines; Control-C ends it"), "\(watched.output)")
    }

    @Test func `tests that cannot be read are an error of the directory`() throws {
        let site = try site("  - { name: x }")
        let tested = try site.penstock("test", "pipelines")
        #expect(tested.status == 78 && tested.error.contains("this test has no 'event'"), "\(tested.error)")
        #expect(try site.penstock("check", "pipelines", "--without-secrets").status == 78)
        #expect(try site.penstock("test", "nowhere").status == 78)
        #expect(try site.penstock("test", "pipelines", "--watch", "--json").status == 2)
    }

    @Test func `a mail is taken apart`() throws {
        let site = try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/mail.yaml": """
            name: mail
            on: course.completed
            stages:
              - transform: email
                with:
                  from: "Training <training@example.com>"
                  to: ["{{data.username}}@example.com", b@example.com]
                  cc: c@example.com
                  subject: "Grüße, {{data.username}}"
                  text: "Prüfung bestanden: {{data.score}}\\n{{data.course_name}}"
                  html: "<p>{{data.course_name}}</p>"
              - transport: smtp
                with: { url: "smtps://mail.example.com", username: relay, password: "${file:/run/secrets/smtp}" }

            """,
            "pipelines/mail.test.yaml": """
            tests:
              - name: everybody gets it
                event: { sample: course.completed, set: { /data/course_name: "A & B", /data/score: 90, /data/username: ann } }
                answers: [{ smtp: 451 }, { smtp: 250 }]
                expect:
                  state: delivered
                  attempts: 2
                  mail:
                    from: training@example.com
                    to: [b@example.com, ann@example.com]
                    cc: c@example.com
                    subject: Grüße, ann
                    text: "Prüfung bestanden: 90\\nA & B\\n"
                    html: { contains: "A &amp; B" }
              - name: a refusal for good is one
                event: { sample: course.completed, set: { /data/course_name: x } }
                answers: [{ smtp: 550 }]
                expect: { state: dead, attempts: 1 }
              - name: a refused login holds the pipeline
                event: { sample: course.completed, set: { /data/course_name: x } }
                answers: [{ smtp: 535 }]
                expect: { state: held, attempts: 1, code: configuration }

            """,
        ])
        let tested = try site.penstock("test", "pipelines", "-v")
        #expect(tested.status == 0, "\(tested.output) \(tested.error)")
        #expect(tested.output.contains("✔ mail: everybody gets it"))
    }
}
