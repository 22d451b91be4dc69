import Foundation
import PenstockJSON
import Testing

/// Sources with the real command: nine webhooks of an LMS, as form and as JSON, and all that is said of them.
@Suite(.serialized) struct `Sources of a running server` {
    private static let secret = "e2e-secret-nobody-sees"

    /// Every hook of the LMS with the fields that it sends.
    private static let hooks: [(hook: String, type: String, fields: [(String, String)])] = [
        ("course.started", "course.started", course),
        ("course.completed", "course.completed", course + [("score", "92.50")]),
        ("ilt.started", "ilt.started", ilt), ("ilt.completed", "ilt.completed", ilt + [("attendance_percent", "100")]),
        ("learning_path.started", "learning_path.started", path),
        ("learning_path.completed", "learning_path.completed", path),
        ("certification", "certification.certified", certificate + [("certification_type", "certified")]),
        ("certification", "certification.recertified", certificate + [("certification_type", "recertified")]),
        ("user.added", "user.added", [("username", "learner9"), ("email", "l9@example.com"), ("added_by", "import")]),
    ]

    private static let course = [
        ("course_name", "Safety"), ("catalog_id", "WS-101"), ("passing_score", ""), ("username", "learner1"),
        ("date", "20260309"),
    ]
    private static let ilt = [
        ("program_name", "First Aid"), ("session_name", "May"), ("session_start_date", "20260501"),
        ("session_end_date", "20260502"), ("username", "learner2"), ("date", "20260502"),
    ]
    private static let path = [
        ("learning_path_name", "Onboarding"), ("enrollment_date", "20260101"), ("username", "learner3"),
        ("date", "20260309"),
    ]
    private static let certificate = [
        ("program_name", "Forklift"), ("program_id", "P-7"), ("username", "learner4"), ("certification_number", "C-1"),
        ("issue_date", "20260309"), ("renewal_start_date", "20270101"), ("expiration_date", "99999999"),
    ]

    private static var source: String {
        let days: Set<String> = [
            "date", "session_start_date", "session_end_date", "enrollment_date", "issue_date", "renewal_start_date",
            "expiration_date",
        ]
        let numbers: Set<String> = ["score", "passing_score", "attendance_percent"]
        let events = hooks.map { hook, type, fields in
            let data = fields.map { name, _ in
                let conversion = days.contains(name) ? "day" : numbers.contains(name) ? "number" : "string"
                return "\(name): { from: \(name), as: \(conversion) }"
            }
            let kind = hook == "certification" ? ", certification_type: \(type.split(separator: ".").last ?? "")" : ""
            return
                "  - when: { hook: [\(hook), \"\(hook).*\"]\(kind) }\n    type: \(type)\n    data: { \(data.joined(separator: ", ")) }"
        }
        return """
            methods: [POST, GET]
            verify:
              any:
                - { header: X-Secret, equals: "${env:LMS_SECRET}" }
                - { field: secret, equals: "${env:LMS_SECRET}" }
                - { query: secret, equals: "${env:LMS_SECRET}" }
            events:
            \(events.joined(separator: "\n"))
            learn: true

            """
    }

    private func site(_ more: [String: String] = [:]) throws -> Site {
        var files = more
        files["pipelines/all.yaml"] =
            "name: all\non: \"*\"\nstages: [{ transport: http, with: { url: \"http://127.0.0.1:9\" } }]\n"
        files["pipelines/sources/lms.yaml"] = Self.source
        let site = try Site(files)
        let copied = try site.shell("cp -r '\(Binary.root.appending(path: "pipelines").path)'/events pipelines")
        try #require(copied.status == 0, "\(copied.error)")
        return site
    }

    private func send(
        _ api: API,
        _ path: String,
        type: String = "application/x-www-form-urlencoded",
        headers: [String] = [],
        _ body: String
    ) throws -> HTTPMessage {
        let socket = try Socket.connected(to: api.port)
        let head = [
            "POST \(path) HTTP/1.1", "Host: 127.0.0.1", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)",
        ]
        try socket.write(Array(((head + headers).joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
        var reader = HTTPReader(socket)
        guard let answer = reader.next() else { throw API.NoAnswer() }
        return answer
    }

    @Test func `become one event each, as form and as JSON, globally and per item, and no secret is kept`() throws {
        let site = try site()
        let secret = ["LMS_SECRET": Self.secret]
        let server = try Server(site, arguments: ["--log-level", "debug"], environment: secret)
        #expect(server.announcement.contains("1 source"), "\(server.announcement)")
        let api = API(server)
        for (hook, type, fields) in Self.hooks {
            let form = (fields + [("secret", Self.secret)]).map { "\($0)=\($1)" }.joined(separator: "&")
            let first = try send(api, "/in/lms/\(hook)", form)
            #expect(first.status == 202, "\(type): \(String(decoding: first.body, as: UTF8.self))")
            let json = JSONValue.object(JSONObject(fields.map { ($0, .string($1)) })).text
            let again = try send(
                api,
                "/in/lms/\(hook).of-this-item",
                type: "application/json",
                headers: ["X-Secret: \(Self.secret)"],
                json
            )
            let (one, other) = (try JSONValue.parse(first.body), try JSONValue.parse(again.body))
            #expect(one["duplicate"] == false && other["duplicate"] == true && one["id"] == other["id"], "\(type)")
        }
        let events = try api.get("/v1/events?source=%2Fin%2Flms")["items"]?.arrayValue ?? []
        #expect(events.reversed().map { $0["type"]?.stringValue } == Self.hooks.map(\.type))
        #expect(events.allSatisfy { $0["contradiction"] == nil }, "\(events)")
        let certified = try #require(events.first { $0["type"] == "certification.certified" }?["id"]?.stringValue)
        let data = try api.get("/v1/events/\(certified)?source=%2Fin%2Flms")["data"]
        #expect(data?["expiration_date"] == .null && data?["issue_date"] == "2026-03-09")

        // What is refused, and what is learned.
        #expect(try send(api, "/in/lms/user.added", "secret=wrong-one").status == 401)
        let learned = try send(api, "/in/lms/unknown?secret=\(Self.secret)", "again=\(Self.secret)&username=learner1")
        #expect(try JSONValue.parse(learned.body)["learned"] == true)
        #expect(server.waitForLog("a request to a source was not verified"))
        let list = try site.penstock("source", "list", "--server", server.url)
        #expect(list.output.contains("1 wrong secret"), "\(list.output)\(list.error)")
        let shown = try site.penstock("source", "show", "lms", "--learned", "3", "--server", server.url)
        #expect(shown.output.contains("learner1") && shown.output.contains("the hook 'unknown'"), "\(shown.output)")

        // A change of the source is a part of a reload.
        try site.write(Self.source + "zone: America/New_York\n", to: "pipelines/sources/lms.yaml")
        let diff = try site.penstock("diff", "--server", server.url)
        #expect(diff.output.contains("changed") && diff.output.contains("lms"), "\(diff.output)")
        #expect(try site.penstock("reload", "--server", server.url).status == 0)
        #expect(try api.get("/v1/sources/lms")["zone"] == "America/New_York")
        try site.write("verify: none\n", to: "pipelines/sources/lms.yaml")
        let broken = try site.penstock("reload", "--server", server.url)
        #expect(broken.status == 78 && broken.error.contains("has no 'events'"), "\(broken.error)")
        #expect(try api.get("/v1/sources/lms")["zone"] == "America/New_York")

        // It is known after a restart, and the secret is nowhere.
        let answers =
            [list, shown, diff].map { $0.output + $0.error }.joined() + "\(try api.get("/v1/sources/lms/learned"))"
        #expect(server.end(by: SIGTERM) == 0)
        try site.write(Self.source, to: "pipelines/sources/lms.yaml")
        let next = try Server(site, environment: secret)
        let known = try API(next).get("/v1/sources/lms")
        #expect(known["last_verified"] != nil && known.at("refused", "wrong secret") == 1 && known["learned"] == 1)
        #expect(next.end(by: SIGTERM) == 0)
        #expect(!answers.contains(Self.secret) && !server.log.contains(Self.secret) && !next.log.contains(Self.secret))
        let store = try site.shell("grep -rlF '\(Self.secret)' data; true")
        #expect(store.output.isEmpty, "\(store.output)")
    }

    @Test func `map with plugins, on their own threads`() throws {
        let source = """
            verify: none
            events:
              - when: { hook: data }
                type: user.added
                data: { username: u }
                stages: [{ transform: jq, with: { expression: ". + { email: (.username + \\"@example.com\\") }" } }]
              - when: { hook: fails }
                type: user.added
                stages: [{ transform: jq, with: { expression: ".u | error" } }]
              - when: { hook: list }
                type: user.added
                stages: [{ transform: jq, with: { expression: "[.]" } }]
              - type: user.added
                stages: [{ transform: jq, with: { expression: "{ username: .user.login, added_by: \\"api\\" }" } }]

            """
        let site = try site(["pipelines/sources/shape.yaml": source])
        let server = try Server(site, environment: ["LMS_SECRET": "x"])
        let api = API(server)
        #expect(try send(api, "/in/shape/data", "u=learner1").status == 202)
        #expect(try send(api, "/in/shape", type: "application/json", #"{"user":{"login":"learner2"}}"#).status == 202)
        let events = try api.get("/v1/events?source=%2Fin%2Fshape")["items"]?.arrayValue ?? []
        let data = try events.reversed().map { event in
            try api.get("/v1/events/\(event["id"]?.stringValue ?? "")?source=%2Fin%2Fshape")["data"]
        }
        #expect(
            data == [
                ["username": "learner1", "email": "learner1@example.com"], ["username": "learner2", "added_by": "api"],
            ]
        )
        for (hook, text) in [
            ("fails", "stages/0 (jq): "), ("list", "what the stages make is an array, and data is an object"),
        ] {
            let answer = try send(api, "/in/shape/\(hook)", "u=x")
            #expect(answer.status == 422)
            #expect(try JSONValue.parse(answer.body)["detail"]?.stringValue?.hasPrefix(text) == true)
        }
    }

    @Test func `are tried, tested and checked without a server`() throws {
        let site = try site()
        let wire = """
            POST /in/lms/course.completed HTTP/1.1
            Content-Type: application/x-www-form-urlencoded
            X-Secret: \(Self.secret)

            username=learner1&course_name=Safety&catalog_id=WS-101&score=92.5&passing_score=80&date=20260309

            """
        try site.write(wire, to: "one.http")
        let secret = ["LMS_SECRET": Self.secret]
        let tried = try site.penstock("source", "try", "one.http", environment: secret)
        #expect(tried.status == 0, "\(tried.output)\(tried.error)")
        for part in [
            "verified", "header x-secret", "hook is course.completed", "natural key", "\"score\": 92.5", "answered 202",
        ] {
            #expect(tried.output.contains(part), "\(part): \(tried.output)")
        }
        #expect(!tried.output.contains(Self.secret))
        let wrong = try site.penstock("source", "try", "one.http", environment: ["LMS_SECRET": "another"])
        #expect(wrong.status == 1 && wrong.output.contains("wrong secret in the header x-secret"), "\(wrong.output)")
        let json = try site.penstock("source", "try", "one.http", "--unverified", "--json")
        let trial = try JSONValue.parse(json.output)
        #expect(json.status == 0 && trial["verified"] == true && trial["cut"] == ["header x-secret"])
        #expect(trial.at("events")?.arrayValue?.first?["subject"] == "course/WS-101")
        try site.write("hook: unknown\nform: { a: b }\n", to: "two.yaml")
        let unmapped = try site.penstock("source", "try", "two.yaml", "--source", "lms", "--unverified")
        #expect(unmapped.status == 1 && unmapped.output.contains("kept to be looked at"), "\(unmapped.output)")
        for (arguments, text) in [
            (["two.yaml"], "does not say for which source"), (["two.yaml", "--source", "lsm"], "is 'lms' meant?"),
            (["none.http"], "cannot be read"),
        ] {
            let failed = try site.penstock(["source", "try"] + arguments + ["--unverified"])
            #expect(failed.status == 1 && failed.error.contains(text), "\(failed.error)")
        }

        let tests = """
            tests:
              - name: right
                request: { file: one.http }
                secrets: { LMS_SECRET: \(Self.secret) }
                expect: { events: [{ type: course.completed, data: { score: 92.50 } }] }
              - name: wrong
                request: { hook: course.completed, headers: { X-Secret: y } }
                secrets: { LMS_SECRET: x }
                expect: { refused: wrong signature, status: 202 }

            """
        try site.write(tests, to: "pipelines/sources/lms.test.yaml")
        try site.write(wire, to: "pipelines/sources/one.http")
        let run = try site.penstock("test", "pipelines", "--source", "lms", "--verbose", "--junit", "results.xml")
        #expect(run.status == 1 && run.output.contains("1 of 2 tests of 1 source failed"), "\(run.output)\(run.error)")
        #expect(run.output.contains("✔ sources/lms: right") && run.output.contains("✘ sources/lms: wrong"))
        #expect(run.output.contains("expected: a reason that contains \"wrong signature\""), "\(run.output)")
        let report = try String(contentsOf: site.directory.appending(path: "results.xml"), encoding: .utf8)
        #expect(report.contains(#"classname="sources/lms" name="right""#))

        let listed = try site.penstock("source", "list", "--server", "http://127.0.0.1:9")
        #expect(listed.status == 0 && listed.output.contains("no server answers"), "\(listed.output)\(listed.error)")
        let checked = try site.penstock("check", "pipelines", "--without-secrets", "--json")
        #expect(try JSONValue.parse(checked.output)["sources"] == 1)
        try site.write(Self.source.replacing("learn: true", with: "lern: true"), to: "pipelines/sources/lms.yaml")
        let broken = try site.penstock("check", "pipelines", "--without-secrets")
        #expect(broken.status == 78 && broken.output.contains("a source has no key 'lern'"), "\(broken.output)")
    }
}

extension JSONValue {
    /// How often something was refused for a reason.
    fileprivate func at(_ list: String, _ reason: String) -> JSONValue? {
        self[list]?.arrayValue?.first { $0["reason"]?.stringValue == reason }?["count"]
    }

    fileprivate func at(_ name: String) -> JSONValue? { self[name] }
}
