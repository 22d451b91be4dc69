import Foundation
import PenstockJSON
import Testing

/// `penstock trial`, and the same over HTTP, with the real plugins.
@Suite(.serialized) struct `Trials of pipelines` {
    private static let secret = "whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA=="

    private func site(to url: String, score: Int = 60) throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr.yaml": Self.pipeline(to: url, score: score),
            "pipelines/other.yaml": """
            name: other
            on: user.added
            stages: [{ transport: http, with: { url: "\(url)" } }]
            """,
            "pipelines/.env": "HR_SECRET=\(Self.secret)\nTOKEN=hidden-token\n",
        ])
    }

    private static func pipeline(to url: String, score: Int = 60) -> String {
        """
        name: hr
        on: course.completed
        stages:
          - filter: match
            with: { pointer: /data/score, greater_or_equal: \(score) }
          - transform: jq
            with: { expression: "{score: .data.score}" }
          - sign: standard-webhooks
            with: { secrets: ["${env:HR_SECRET}"] }
          - transport: http
            with: { url: "\(url)", auth: { bearer: "${env:TOKEN}" }, headers: { x-token: "${env:TOKEN}" } }
        """
    }

    private func run(_ site: Site, _ arguments: String...) throws -> Finished {
        try site.shell("chmod 600 pipelines/.env; penstock \(arguments.joined(separator: " "))")
    }

    @Test func `show every stage and what would be sent, and send nothing`() throws {
        let receiver = try Receiver()
        let site = try site(to: receiver.url)
        let tried = try run(site, "trial hr --sample course.completed --set /data/score=90 --answers 503,200 --json")
        #expect(tried.status == 0, "\(tried.output) \(tried.error)")
        let trial = try #require(try JSONValue.parse(tried.output)["trials"]?.arrayValue?.first)
        #expect(trial["state"] == "delivered" && trial["attempts"]?.arrayValue?.count == 2)
        let steps = trial["steps"]?.arrayValue ?? []
        #expect(steps.compactMap { $0["type"]?.stringValue } == ["match", "jq", "http", "standard-webhooks"])
        #expect(steps.allSatisfy { $0["verdict"] == "pass" })
        #expect(steps.first?["message"]?["json"]?["data"]?["score"] == 90)
        let request = trial["attempts"]?.arrayValue?.last?["request"]
        #expect(request?["json"] == ["score": 90] && request?["method"] == "POST")
        #expect(request?["headers"]?["webhook-signature"]?.stringValue?.hasPrefix("v1,") == true)
        #expect(request?["headers"]?["authorization"] == "Bearer ***" && request?["headers"]?["x-token"] == "***")
        #expect(!tried.output.contains("hidden-token") && !tried.output.contains(Self.secret))
        #expect(receiver.all.requests.isEmpty)

        let text = try run(site, "trial hr --sample course.completed --set /data/score=90")
        #expect(
            text.output.contains("hr: would be delivered after 1 try") && text.output.contains(#"+   "score": 90"#),
            "\(text.output)"
        )
        #expect(!text.output.contains("hidden-token"))
    }

    @Test func `say why an event goes no further`() throws {
        let site = try site(to: "http://127.0.0.1:9")
        let filtered = try run(site, "trial --sample course.completed --set /data/score=10")
        #expect(filtered.status == 0)
        #expect(
            filtered.output.contains("hr: filtered") && filtered.output.contains("/data/score is 10"),
            "\(filtered.output)"
        )
        #expect(filtered.output.contains("other does not take it: type course.completed is not among user.added"))
        let broken = try run(site, "trial hr --sample course.completed --set /data/score=true")
        #expect(broken.status == 0 && broken.output.contains("filtered"), "\(broken.output)")
        #expect(try run(site, "trial nobody --sample course.completed").error.contains("there is no pipeline 'nobody'"))
        #expect(try run(site, "trial hr --sample course.complete").error.contains("is 'course.completed' meant?"))
        #expect(try run(site, "trial hr").status == 2)
        try site.write("{\"data\": 1}", to: "event.json")
        #expect(try run(site, "trial hr --event event.json").error.contains("the event has no type"))
    }

    @Test func `live, send one message that says that it is a test`() throws {
        let receiver = try Receiver(answering: { _ in 503 })
        let site = try site(to: receiver.url)
        let tried = try run(site, "trial hr --sample course.completed --live")
        #expect(tried.status == 1)
        #expect(
            tried.output.contains("hr: waiting after 1 try") && tried.output.contains("answered 503"),
            "\(tried.output)"
        )
        let requests = receiver.all.requests
        #expect(requests.count == 1)
        #expect(requests.first?.headers["webhook-test"] == "true")
        #expect(requests.first?.headers["authorization"] == "Bearer hidden-token")
    }

    @Test func `run over HTTP beside deliveries, through what runs and through what is changed`() throws {
        let receiver = try Receiver()
        let site = try site(to: receiver.url)
        _ = try site.shell("chmod 600 pipelines/.env")
        let server = try Server(site)
        let api = API(server)
        let dry = try JSONValue.parse(
            try api.post("/v1/trials", ["sample": "course.completed", "pipeline": "hr"]).body
        )
        #expect(dry["live"] == false && dry["trials"]?.arrayValue?.first?["state"] == "delivered", "\(dry)")
        #expect(receiver.all.requests.isEmpty)

        let live = try JSONValue.parse(
            try api.post("/v1/trials", ["sample": "course.completed", "pipeline": "hr", "live": true]).body
        )
        let attempt = live["trials"]?.arrayValue?.first?["attempts"]?.arrayValue?.first
        #expect(attempt?["status"] == 200 && attempt?["outcome"] == "delivered", "\(live)")
        #expect(receiver.all.requests.first?.headers["webhook-test"] == "true")

        try site.write(Self.pipeline(to: receiver.url, score: 85), to: "pipelines/hr.yaml")
        let event: JSONValue = ["type": "course.completed", "data": ["score": 80]]
        let changed = try JSONValue.parse(
            try api.post("/v1/trials", ["event": event, "pipeline": "hr", "changed": true]).body
        )
        #expect(changed["trials"]?.arrayValue?.first?["state"] == "filtered", "\(changed)")
        let running = try JSONValue.parse(try api.post("/v1/trials", ["event": event, "pipeline": "hr"]).body)
        #expect(running["trials"]?.arrayValue?.first?["state"] == "delivered", "\(running)")
        #expect(try api.get("/v1/events")["items"]?.arrayValue?.isEmpty == true, "a trial stores nothing")

        for (body, status) in [
            (["sample": "no.such"], 404), (["pipeline": "hr"], 400),
            (["sample": "course.completed", "pipeline": "no"], 404),
            (["event": ["data": 1]], 400), (["sample": "course.completed", "answers": [7]], 400), (["nope": 1], 400),
            (["event_id": "x"], 404), (["against_history": 0], 400),
        ] as [(JSONValue, Int)] {
            #expect(try api.post("/v1/trials", body).status == status, "\(body)")
        }
        try site.write("name: hr\n", to: "pipelines/hr.yaml")
        #expect(try api.post("/v1/trials", ["sample": "course.completed", "changed": true]).status == 422)
    }

    @Test func `compare a change with what runs over the events that came`() throws {
        let receiver = try Receiver()
        let site = try site(to: receiver.url)
        _ = try site.shell("chmod 600 pipelines/.env")
        let server = try Server(site)
        for score in [50, 70, 80, 90] {
            let event: JSONValue = ["type": "course.completed", "data": ["score": JSONValue.number(JSONNumber(score))]]
            #expect(try API(server).post("/v1/events", event).status == 202)
        }
        let same = try site.penstock("trial", "--against-history", "100", "--server", server.url)
        #expect(same.status == 0, "\(same.output) \(same.error)")
        #expect(same.output.contains("of the last 4 events"), "\(same.output)")

        try site.write(Self.pipeline(to: receiver.url, score: 75), to: "pipelines/hr.yaml")
        try site.write(
            "name: all\non: course.*\nstages: [{ transport: http, with: { url: 'http://127.0.0.1:9' } }]\n",
            to: "pipelines/all.yaml"
        )
        let compared = try site.penstock("trial", "--against-history", "100", "--server", server.url, "--json")
        #expect(compared.status == 1)
        let answer = try JSONValue.parse(compared.output)
        #expect(answer["events"] == 4)
        let rows = Dictionary(
            uniqueKeysWithValues: (answer["pipelines"]?.arrayValue ?? []).map {
                ($0["pipeline"]?.stringValue ?? "", $0)
            }
        )
        #expect(rows["hr"]?["same"] == 2 && rows["hr"]?["different"] == 2, "\(answer)")
        #expect(rows["all"]?["gained"] == 4, "\(answer)")
        #expect(!compared.output.contains("hidden-token"))
        let text = try site.penstock("trial", "hr", "--against-history", "100", "--server", server.url)
        #expect(
            text.output.contains(#"-   "state": "delivered""#) && text.output.contains(#"+   "state": "filtered""#),
            "\(text.output)"
        )
        #expect(receiver.all.requests.allSatisfy { $0.headers["webhook-test"] == nil })
    }

    @Test func `a test is made of an event that came`() throws {
        let receiver = try Receiver()
        let site = try site(to: receiver.url)
        _ = try site.shell("chmod 600 pipelines/.env")
        let server = try Server(site)
        try site.post("e1", to: server)
        try site.penstock("emit", "--sample", "course.completed", "--server", server.url, "--wait")
        let events = try API(server).get("/v1/events")["items"]?.arrayValue ?? []
        let id = try #require(events.first?["id"]?.stringValue)
        let recorded = try site.penstock("test", "pipelines", "--record", id, "--server", server.url)
        #expect(recorded.status == 0, "\(recorded.output) \(recorded.error)")
        let file = try String(contentsOfFile: site.path("pipelines/hr.test.yaml"), encoding: .utf8)
        #expect(file.contains("state: delivered") && file.contains("answers: [200]"), "\(file)")
        #expect(try site.penstock("test", "pipelines").status == 1, "the output is not recorded yet")
        #expect(try site.penstock("test", "pipelines", "--update").status == 0)
        let tested = try site.penstock("test", "pipelines")
        #expect(tested.status == 0, "\(tested.output)")
        #expect(
            try site.penstock("test", "pipelines", "--record", id, "--server", server.url).error.contains("already")
        )
    }
}
