import Foundation
import PenstockJSON
import Testing

/// The interpreter that judges; only Python's own library is used.
private let python = ProcessInfo.processInfo.environment["PENSTOCK_TEST_PYTHON"]

/// Figures of a running server, held against a plain program that counts the same events in the same order.
@Suite(.serialized, .enabled(if: python != nil, "PENSTOCK_TEST_PYTHON names no interpreter"))
struct `Figures of a server` {
    private func site() throws -> Site {
        let catalog = Binary.root.appending(path: "pipelines/events/course.completed.yaml")
        return try Site([
            "pipelines/events/course.completed.yaml": try String(contentsOf: catalog, encoding: .utf8)
        ])
    }

    /// Completions of few people and courses, some without a score, by chance.
    private struct Completions {
        var chance: Chance
        private var count = 0

        init(seed: UInt64) { chance = Chance(seed: seed) }

        mutating func next() -> (person: String, course: String, score: String) {
            count += 1
            let score = Int.random(in: 0...1_000, using: &chance)
            return (
                "learner\(Int.random(in: 1...9, using: &chance))", "WS-\(Int.random(in: 1...3, using: &chance))",
                score % 11 == 0 ? "" : "\(score / 10).\(score % 10)"
            )
        }
    }

    private func table(_ completions: inout Completions, rows: Int) -> String {
        "username,catalog_id,course_name,passing_score,score,date\n"
            + (0..<rows).map { index in
                let next = completions.next()
                return
                    "\(next.person),\(next.course),A course,60,\(next.score),20\(10 + index % 10)-01-\(10 + index % 19)\n"
            }.joined()
    }

    private func event(_ id: Int, _ completions: inout Completions) -> JSONValue {
        let next = completions.next()
        var data: JSONObject = [
            "username": .string(next.person), "catalog_id": .string(next.course), "course_name": "A course",
            "passing_score": 60, "date": "2026-03-09",
        ]
        if !next.score.isEmpty { data["score"] = .string(next.score) }
        return ["id": .string("live-\(id)"), "type": "course.completed", "source": "/t", "data": .object(data)]
    }

    /// All events of the server, in the order of acceptance, each with its figures.
    private func events(_ server: Server) throws -> [JSONValue] {
        var ids: [JSONValue] = []
        var path = "/v1/events?limit=100"
        while true {
            let page = try API(server).get(path)
            ids += page["items"]?.arrayValue ?? []
            guard let next = page["next"]?.stringValue else { break }
            path = "/v1/events?limit=100&cursor=\(next)"
        }
        return try ids.reversed().map { item in
            let (id, source) = (item["id"]?.stringValue ?? "", item["source"]?.stringValue ?? "")
            return try API(server).get("/v1/events/\(id)?source=\(source.replacing("/", with: "%2F"))")
        }
    }

    /// What differs from the plain computation.
    private func differences(_ events: [JSONValue], _ site: Site) throws -> JSONValue {
        let told = try events.enumerated().map { index, event -> JSONValue in
            let data = try #require(event["data"])
            var told: JSONObject = [
                "series": "course.completed", "name": "score", "at": .number(JSONNumber(index)),
                "group": try #require(data["catalog_id"]), "person": try #require(data["username"]),
                "figures": try #require(event["figures"]?["score"], "\(event)"),
            ]
            switch data["score"] {
            case .number(let number)?: told["value"] = .string(number.text)
            case .string(let text)?: told["value"] = .string(text)
            default: break
            }
            return .object(told)
        }
        let program = Binary.root.appending(path: "Tests/Fixtures/figures/figures.py").path
        try site.write(JSONValue.array(told).text, to: "told.json")
        let judged = try site.shell("'\(try #require(python))' '\(program)' < told.json")
        try #require(judged.status == 0, "\(judged)")
        return try JSONValue.parse(judged.output)
    }

    @Test func `are those of a plain computation after import, repetition, restart and erasure`() throws {
        let site = try site()
        var completions = Completions(seed: 7)
        try site.write(table(&completions, rows: 220), to: "history.csv")
        var server = try Server(site)
        let import_ = ["import", "history.csv", "--type", "course.completed", "--server", server.url]
        let imported = try site.penstock(import_)
        try #require(imported.status == 0, "\(imported)")
        for id in 0..<60 {
            let event = event(id, &completions)
            for _ in 0...(id % 7 == 0 ? 1 : 0) {
                try #require(try API(server).post("/v1/events", event).status == 202)
            }
        }
        // A second time nothing is new.
        try #require(try site.penstock(import_).status == 0)

        let first = try events(server)
        #expect(first.count > 200)
        #expect(try differences(first, site) == [])
        #expect(first.filter { $0["import"] == nil }.count == 60)

        #expect(server.end(by: SIGTERM) == 0)
        server = try Server(site)
        #expect(try events(server).map { $0["figures"] } == first.map { $0["figures"] })

        let erased = try site.penstock("erase", "--username", "learner3", "--yes", "--server", server.url)
        try #require(erased.status == 0, "\(erased)")
        let left = try events(server)
        let kept = left.filter { $0["erased_at"] == nil }
        #expect(kept.count < first.count)
        #expect(left.filter { $0["erased_at"] != nil }.allSatisfy { $0["figures"] == nil })
        let before = first.filter { $0["data"]?["username"] != "learner3" }
        #expect(kept.map { $0["figures"] } == before.map { $0["figures"] }, "those of others stay")

        // What comes now is compared with those who are left.
        let next = event(99, &completions)
        try #require(try API(server).post("/v1/events", next).status == 202)
        let last = try #require(try events(server).last)
        let wrong = try differences(kept + [last], site).arrayValue ?? []
        #expect(!wrong.contains { $0["index"] == .number(JSONNumber(kept.count)) }, "\(wrong)")
    }
}
