import Foundation
import PenstockJSON
import Testing

@Suite(.serialized) struct `Standings by command` {
    private static let certified = """
        type: certification.certified
        person: /data/username
        certificate: { program: /data/program, issued: /data/issued, renewal: /data/renewal, expires: /data/expires }
        schema: true
        sample: {}
        """

    private static let completed = """
        type: course.completed
        person: /data/username
        measures: { score: { value: /data/score, group: [/data/catalog_id], label: /data/course_name } }
        schema: true
        sample: {}
        """

    private static let day = ["--day", "2026-03-04"]

    private func fill(_ server: Server) throws {
        let scores: [(String, Double)] = [("learner1", 70), ("learner2", 95.5), ("learner1", 90)]
        for (name, score) in scores {
            let data: JSONValue = [
                "username": .string(name), "score": .number(try #require(JSONNumber(parsing: "\(score)"))),
                "catalog_id": "WS-101", "course_name": "Workplace Safety",
            ]
            let event: JSONValue = ["type": "course.completed", "data": data]
            #expect(try API(server).post("/v1/events", event).status == 202)
        }
        for (name, expires) in [("learner1", "2026-04-03"), ("learner2", "2026-03-03"), ("=cmd", "2027-01-01")] {
            let data: JSONValue = [
                "username": .string(name), "program": "FA-20", "issued": "2025-01-01", "expires": .string(expires),
                "renewal": "2026-03-01",
            ]
            let event: JSONValue = ["type": "certification.certified", "data": data]
            #expect(try API(server).post("/v1/events", event).status == 202)
        }
    }

    @Test func `show a learner, and what expires, until the person is erased`() throws {
        let site = try Site([
            "pipelines/events/certification.certified.yaml": Self.certified,
            "pipelines/events/course.completed.yaml": Self.completed,
        ])
        let server = try Server(site)
        let to = ["--server", server.url]
        try fill(server)

        let shown = try site.penstock(["learner", "learner1"] + Self.day + to)
        #expect(shown.status == 0, "\(shown.error)")
        for word in ["learner1 on 2026-03-04", "FA-20", "renewable", "2026-04-03", "Workplace Safety", "85.1667"] {
            #expect(shown.output.contains(word), "\(word) in \(shown.output)")
        }
        let told = try JSONValue.parse(try site.penstock(["learner", "learner1", "--json"] + Self.day + to).output)
        let standing = try #require(told["standings"]?.arrayValue?.first)
        let (own, peers) = (standing["figures"]?["own"], standing["figures"]?["peers"])
        #expect(standing["measure"] == "course.completed/score" && standing["group"] == "Workplace Safety")
        #expect(own?["count"] == 2 && own?["last"] == 90 && peers?["counted"] == 3 && peers?["percentile"] == 50)
        #expect(told["certificates"]?.arrayValue?.first?["expires_in_days"] == 30)

        func expiring(_ arguments: String...) throws -> [String] {
            let answer = try site.penstock(["certificates", "--json"] + arguments + Self.day + to)
            #expect(answer.status == 0, "\(answer.error)")
            return try JSONValue.parse(answer.output)["items"]?.arrayValue?
                .compactMap { $0["username"]?.stringValue } ?? []
        }
        #expect(try expiring() == ["learner1", "=cmd"])
        #expect(try expiring("--expiring", "60d") == ["learner1"])
        #expect(try expiring("--expired", "--program", "FA-20") == ["learner2", "learner1", "=cmd"])
        #expect(try expiring("--program", "other") == [])
        let table = try site.penstock(["certificates", "--expired"] + Self.day + to)
        #expect(table.output.contains("LEARNER") && table.output.contains("expired"), "\(table.output)")
        let csv = try site.penstock(["certificates", "--format", "csv"] + Self.day + to)
        #expect(csv.output.contains("\r\n'=cmd,FA-20,"), "\(csv.output)")
        let none = try site.penstock(["certificates", "--program", "other"] + to)
        #expect(none.status == 0 && none.output == "no certificates\n")

        let wrongs = [
            ["certificates", "--expiring", "soon"], ["learner", "nobody"], ["learner", "learner1", "--day", "x"],
        ]
        for wrong in wrongs {
            let answer = try site.penstock(wrong + to)
            #expect(answer.status == 1 && !answer.error.isEmpty, "\(answer)")
        }

        let erased = try site.penstock(["erase", "--username", "learner1", "--yes"] + to)
        #expect(erased.status == 0, "\(erased.error)")
        let gone = try site.penstock(["learner", "learner1"] + to)
        #expect(gone.status == 1 && gone.error.contains("nothing is known of 'learner1'"), "\(gone)")
        #expect(try expiring("--expired") == ["learner2", "=cmd"])
        #expect(server.end(by: SIGTERM) == 0)
    }
}
