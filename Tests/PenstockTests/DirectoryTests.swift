import Foundation
import PenstockJSON
import Testing

/// A directory that grows by events, with the real command, plugin and store.
@Suite(.serialized) struct `A directory of events` {
    private static let userAdded = """
        type: user.added
        description: A user was added.
        subject: "user/{{data.username}}"
        person: /data/username
        directory: { key: /data/username }
        schema: { type: object, properties: { username: { type: string }, email: { type: string } } }
        sample: { username: learner1, email: learner1@example.com }
        """

    private func pipeline(_ url: String, _ more: String = "") -> String {
        """
        name: hook
        on: course.completed
        retry: { schedule: [1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s], then: stop }
        stages:
          - transform: lookup
            with: { from: events, key: /data/username, into: /data/person, missing: hold\(more) }
          - transport: http
            with: { url: "\(url)" }
        """
    }

    private func site(_ url: String, _ more: String = "") throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/events/user.added.yaml": Self.userAdded, "pipelines/hook.yaml": pipeline(url, more),
            "pipelines/people.csv": "username,email\nlearner9,file@example.com\n",
        ])
    }

    private func person(_ request: HTTPMessage) -> JSONValue? {
        (try? JSONValue.parse(request.body))?["data"]?["person"]
    }

    private func complete(_ name: String, _ api: API) throws {
        let event: JSONValue = [
            "type": "course.completed", "data": ["username": .string(name), "catalog_id": "WS-101", "score": 91],
        ]
        #expect(try api.post("/v1/events", event).status == 202)
    }

    private func add(_ name: String, email: String, _ api: API) throws {
        let event: JSONValue = ["type": "user.added", "data": ["username": .string(name), "email": .string(email)]]
        #expect(try api.post("/v1/events", event).status == 202)
    }

    @Test func `is what deliveries of later events find, and what waits finds too`() throws {
        let receiver = try Receiver()
        let site = try site(receiver.url)
        var server = try Server(site)
        var api = API(server)
        // Each write is seen at once: nothing lies between the answer and the next event.
        for number in 1...20 {
            try add("learner1", email: "\(number)@example.com", api)
            try complete("learner1", api)
            try #require(receiver.wait { $0.requests.count == number }, "\(server.log)")
            #expect(person(receiver.all.requests[number - 1])?["email"] == .string("\(number)@example.com"))
        }
        // A delivery that came too early is held until somebody is told of.
        try complete("learner2", api)
        #expect(try api.wait { try $0.get("/v1/deliveries?state=waiting")["items"]?.arrayValue?.count == 1 })
        try add("learner2", email: "late@example.com", api)
        #expect(receiver.wait { $0.requests.count == 21 }, "\(server.log)")
        #expect(person(receiver.all.requests[20])?["email"] == "late@example.com")
        // It outlives the process.
        #expect(server.end(by: SIGTERM) == 0)
        server = try Server(site)
        api = API(server)
        try complete("learner2", api)
        #expect(receiver.wait { $0.requests.count == 22 }, "\(server.log)")

        let shown = try site.penstock("directory", "learner2", "--server", server.url)
        #expect(shown.status == 0 && shown.output.contains("late@example.com"), "\(shown)")
        let listed = try site.penstock("directory", "--json", "--server", server.url)
        let items = try JSONValue.parse(listed.output)["items"]?.arrayValue ?? []
        #expect(items.map { $0["key"] } == ["learner1", "learner2"])
        // An import tells of people too, and an erasure takes them back.
        let file = "username,email\nlearner3,l3@example.com\n"
        let imported = try site.penstock("import", "-", "--type", "user.added", "--server", server.url, input: file)
        #expect(imported.status == 0, "\(imported)")
        #expect(try api.get("/v1/directory/people/learner3")["row"]?["email"] == "l3@example.com")
        let erased = try site.penstock("erase", "--username", "learner3", "--yes", "--server", server.url)
        #expect(erased.status == 0, "\(erased)")
        let gone = try site.penstock("directory", "learner3", "--server", server.url)
        #expect(gone.status == 1 && gone.error.contains("no event has told 'people' of 'learner3'"), "\(gone)")
    }

    @Test func `comes behind a file, and from it in a test`() throws {
        let more = ", file: people.csv, column: username"
        let site = try site("https://hr.example.com/", more)
        try site.write(
            """
            tests:
              - name: the file comes first
                event: { sample: course.completed, set: { /data/username: learner9 } }
                directory: [{ username: learner9, email: event@example.com }]
                expect: { state: delivered, request: { json: { /data/person/email: file@example.com } } }
              - name: an event tells of the others
                event: { sample: course.completed }
                directory: [{ username: learner1, email: event@example.com }]
                expect: { state: delivered, request: { json: { /data/person/email: event@example.com } } }
              - name: and nobody of the rest
                event: { sample: course.completed }
                expect: { state: dead, stage: lookup, reason: { contains: no event has told } }
            """,
            to: "pipelines/hook.test.yaml"
        )
        let tested = try site.penstock("test", "pipelines")
        #expect(tested.status == 0, "\(tested)")
        let wrong = try site.penstock("directory", "a", "--after", "b")
        #expect(wrong.status == 2 && wrong.error.contains("--after is for a list"), "\(wrong)")
    }
}
