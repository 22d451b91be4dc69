import Foundation
import PenstockJSON
import Testing

/// History with the real command, server and store.
@Suite(.serialized) struct `Importing by command` {
    private func site(_ receiver: Receiver, strict: Bool = false) throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted + (strict ? "\nstrict: true\n" : ""),
            "pipelines/hr-webhook.yaml": Sample.webhook(to: receiver.url),
            "pipelines/sources/lms.yaml": """
            verify: none
            events:
              - when: { hook: course.completed }
                type: course.completed
                data:
                  username: { from: login, required: true }
                  catalog_id: course
                  score: { from: score, as: number }
            """,
        ])
    }

    private func table(_ count: Int) -> String {
        "username,catalog_id,points,passing_score\r\n"
            + (1...count).map { "learner\($0),WS-101,\($0 % 100),60\r\n" }.joined()
    }

    private static let columns = ["--type", "course.completed", "--column", "points=score"]

    @Test func `loads a table in order, delivers nothing, and knows it again`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        try site.write(table(2_500), to: "history.csv")
        let server = try Server(site)
        let command = ["import", "history.csv", "--server", server.url] + Self.columns

        let dry = try site.penstock(command + ["--dry-run"])
        #expect(dry.status == 0 && dry.output.contains("2500 rows: 2500 would be accepted"), "\(dry)")
        let loaded = try site.penstock(command + ["--json"])
        let report = try JSONValue.parse(loaded.output)
        #expect(loaded.status == 0 && report["accepted"] == 2500 && report["refused"] == 0, "\(loaded)")
        let again = try site.penstock(command)
        #expect(again.status == 0 && again.output.contains("0 accepted; 2500 there before"), "\(again)")

        // In the order of the rows, whatever the batches; the store's numbers say so.
        let exported = try site.penstock("events", "--format", "ndjson", "--limit", "3000", "--server", server.url)
        let events = try exported.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
        let people = events.reversed().map { $0["data"]?["username"]?.stringValue }
        #expect(people == (1...2_500).map { "learner\($0)" })
        #expect(events.allSatisfy { $0["import"] == "history.csv" && $0["data"]?["score"]?.numberValue != nil })

        // It says of itself why it went nowhere, and counts as nothing that was forgotten.
        let id = try #require(events.first?["id"]?.stringValue)
        let explained = try site.penstock("explain", id, "--server", server.url)
        #expect(explained.status == 0 && explained.output.contains("imported: delivered to nobody"), "\(explained)")
        #expect(explained.output.contains("'history.csv'"), "\(explained)")
        #expect(try API(server).metric("penstock_events_unmatched_total") == 0)

        // What happens now is delivered as ever, and is the first request that anybody sees.
        let live = try site.penstock("emit", "--sample", "course.completed", "--wait", "--server", server.url)
        #expect(live.status == 0 && receiver.all.requests.count == 1, "\(live)")
        // A person may want history delivered after all.
        let replayed = try site.penstock(
            "replay",
            "--into",
            "hr-webhook",
            "--type",
            "course.completed",
            "--until",
            "0s",
            "--dry-run",
            "--server",
            server.url
        )
        #expect(replayed.status == 0 && replayed.output.contains("2501"), "\(replayed)")
        #expect(server.end(by: SIGTERM) == 0)
        #expect(try site.integrity() == "ok")
    }

    @Test func `goes on where it was cut, with each event once`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        try site.write(table(6_000), to: "history.csv")
        var server = try Server(site)
        let command = ["import", "history.csv"] + Self.columns
        // Cut between two batches: the first half of the file is all there is.
        try site.write(table(3_000), to: "half.csv")
        let half = try site.penstock(["import", "half.csv", "--server", server.url] + Self.columns)
        #expect(half.status == 0, "\(half)")
        server.kill()
        let gone = try site.penstock(command + ["--server", server.url])
        #expect(gone.status == 1 && gone.error.contains("no server at"), "\(gone)")
        server = try Server(site)
        let rest = try site.penstock(command + ["--server", server.url])
        #expect(rest.status == 0 && rest.output.contains("3000 accepted; 3000 there before"), "\(rest)")
    }

    @Test func `maps through a source, and finds what came live`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        let live = try API(server).post(
            "/in/lms/course.completed",
            ["login": "learner1", "course": "WS-101", "score": "90"]
        )
        #expect(live.status == 202)
        let file = "login;course;score\nlearner1;WS-101;90\nlearner2;WS-101;\n;WS-101;50\n"
        let loaded = try site.penstock(
            "import",
            "-",
            "--source",
            "lms",
            "--hook",
            "course.completed",
            "--name",
            "old",
            "--server",
            server.url,
            input: file
        )
        #expect(
            loaded.status == 1 && loaded.output.contains("3 rows: 1 accepted; 1 there before; 1 not taken"),
            "\(loaded)"
        )
        #expect(loaded.output.contains("-:4: username: looked for login, found it empty"), "\(loaded)")
        let listed = try API(server).get("/v1/events?source=/in/lms")["items"]?.arrayValue ?? []
        #expect(listed.map { $0["import"] } == ["old", nil])
    }

    @Test func `stops after so many rows that are not taken, or goes on when told`() throws {
        let receiver = try Receiver()
        let site = try site(receiver, strict: true)
        let server = try Server(site)
        let rows = (1...2_400).map { number -> String in
            #"{"type":"course.completed","id":"\#(number)","data":{"score":\#(number <= 1_200 ? "\"bad\"" : "1")}}"#
        }
        try site.write(rows.joined(separator: "\n"), to: "history.ndjson")
        let command = ["import", "history.ndjson", "--server", server.url]
        let stopped = try site.penstock(command)
        #expect(stopped.status == 1 && stopped.output.contains("1000 rows: 0 accepted; 1000 not taken"), "\(stopped)")
        #expect(stopped.output.contains("history.ndjson:1: data contradicts the schema of course.completed: /score"))
        #expect(stopped.output.contains("and 980 more") && stopped.output.contains("It was stopped."), "\(stopped)")
        let on = try site.penstock(command + ["--continue-on-error", "--json"])
        let report = try JSONValue.parse(on.output)
        #expect(on.status == 1 && report["accepted"] == 1200 && report["refused"] == 1200, "\(on)")
        #expect(report["stopped"] == false && report.elements("refusals").last?["line"] == 20)
        let patient = try site.penstock(command + ["--stop-after", "2000"])
        #expect(patient.status == 1 && patient.output.contains("1200 there before; 1200 not taken"), "\(patient)")
    }

    @Test func `says what is wrong with a file, and keeps what was before`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try site.write("username,score\nlearner1,5\nlearner2\n\"learner3,7", to: "broken.csv")
        let broken = try site.penstock(
            "import",
            "broken.csv",
            "--type",
            "course.completed",
            "--server",
            server.url
        )
        #expect(broken.status == 1 && broken.output.contains("2 rows: 1 accepted; 1 not taken"), "\(broken)")
        #expect(broken.output.contains("broken.csv:3: the row has 1 cell"), "\(broken)")
        #expect(broken.error.contains("broken.csv:4: a quote of the row that begins here is never closed"), "\(broken)")
        try site.write("[{}]", to: "array.json")
        let array = try site.penstock("import", "array.json", "--server", server.url)
        #expect(array.status == 1 && array.error.contains("jq -c '.[]' array.json"), "\(array)")
        let missing = try site.penstock("import", "nowhere.csv", "--type", "x", "--server", server.url)
        #expect(missing.status == 1 && missing.error.contains("nowhere.csv cannot be read"), "\(missing)")
    }

    @Test(
        arguments: [
            (["broken.csv"], "--type says what its rows are"),
            (["broken.csv", "--type", "t", "--source", "lms"], "not both"),
            (["broken.csv", "--hook", "h", "--type", "t"], "--hook goes with --source"),
            (["broken.csv", "--source", "lms", "--column", "a=b"], "--column goes with --type"),
            (["broken.csv", "--type", "t", "--zone", "UTC"], "--zone goes with --time-column"),
            (["broken.csv", "--type", "t", "--column", "a="], "takes COLUMN=FIELD"),
            (["broken.csv", "--type", "t", "--column", "usrname=b"], "is 'username' meant?"),
            (["broken.csv", "--type", "t", "--stop-after", "0"], "above zero"),
            (["-", "-"], "once only"),
        ]
    )
    func `says what is wrong with how it was asked`(arguments: [String], text: String) throws {
        let site = try Site(["broken.csv": "username,score\na,1\n"])
        let answer = try site.penstock(["import"] + arguments + ["--server", "http://127.0.0.1:9"])
        #expect(answer.status == 2 && answer.error.contains(text), "\(answer)")
    }
}
