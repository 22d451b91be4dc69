internal import Foundation
internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

@Suite struct `Erasing` {
    private func erase(_ events: [EventSequence], in bench: UpkeepBench) throws -> Erasure {
        try bench.store.write { (writer) throws(StoreError) in
            try writer.inTransaction { (writer) throws(StoreError) in try writer.erase(events, at: .at(9)) }
        }
    }

    /// An event in which the person stands wherever a person can.
    private func everywhere(_ bench: UpkeepBench, _ state: DeliveryState) throws -> AppendedEvent {
        var new = bench.event(
            "done-learner1-\(state.rawValue)",
            data: #"{"username":"learner1","name":"learner1"}"#,
            subject: "user/learner1"
        )
        new.extensions = [EventExtension(name: "actor", value: "learner1")]
        new.contradiction = "learner1 is no number"
        new.certificate = NewCertificate(
            holder: "learner1",
            person: .person(1),
            certificate: Certificate(
                program: "FA-20-\(state.rawValue)",
                number: "of learner1",
                issued: CalendarDay(number: 1)
            )
        )
        let appended = try bench.append(new)
        var result = AttemptResult(state == .delivered ? .delivered : .transient)
        result.sentence = "learner1 is not known"
        result.recipients = [
            Recipient(address: "learner1@example.com", outcome: .transient, status: 450, reply: "learner1")
        ]
        result.attributes = [EventExtension(name: "x", value: "learner1")]
        result.resume = Array("learner1".utf8)
        result.responseHead = Array("X-Learner: learner1".utf8)
        result.responseBody = Array("welcome learner1".utf8)
        let outcomes: [StoreOperation] = (1...2).map { number in
            .settle(
                Settlement(
                    delivery: appended.deliveries[0].id,
                    state: number == 1 ? .waiting : state,
                    due: .at(5),
                    reason: Reason(code: "test", text: "no row for learner1"),
                    attempt: Attempt(
                        number: number,
                        startedAt: .at(1),
                        result: result,
                        revision: bench.adoption.revision,
                        request: RequestHead(
                            method: "POST",
                            target: "https://hr.example.com/learner1",
                            headers: [EventExtension(name: "x-learner", value: "learner1")]
                        )
                    ),
                    rendered: RenderedMessage(
                        body: Array("Dear learner1".utf8),
                        contentType: "text/plain",
                        headers: [EventExtension(name: "to", value: "learner1")],
                        attributes: []
                    ),
                    at: .at(2),
                    pluginState: [
                        PluginStateWrite(
                            PluginStateKey(pipeline: bench.hr, stage: "seen", key: Array("learner1".utf8)),
                            PluginStateValue(Array("learner1 was here".utf8))
                        )
                    ]
                )
            )
        }
        #expect(try bench.store.commit(outcomes).allSatisfy { $0.failure == nil })
        return appended
    }

    /// Whether a text stands in any file of the directory.
    private func files(of bench: UpkeepBench, holding text: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: bench.directory.path).filter { name in
            try Data(contentsOf: URL(filePath: bench.directory.path + "/" + name)).range(of: Data(text.utf8)) != nil
        }
    }

    @Test(arguments: [DeliveryState.delivered, .waiting, .dead, .held])
    func `leaves no byte of a person in any file`(state: DeliveryState) throws {
        let bench = try UpkeepBench()
        let appended = try everywhere(bench, state)
        // Bystanders share its pages.
        for index in 0..<50 { try bench.delivery("other-\(index)", .delivered) }
        #expect(try !files(of: bench, holding: "learner1").isEmpty)
        let erasure = try erase([appended.event.sequence], in: bench)
        #expect(erasure.erased == 1 && erasure.skipped == 0)
        try bench.store.scrub()
        // Other deliveries say "for learner1" only where they failed, and these were delivered.
        #expect(try files(of: bench, holding: "learner1") == [])
        #expect(try bench.rows("event") == 51)
        #expect(try bench.rows("plugin_state") == 0)
    }

    @Test func `leaves the event accounted for, and cancels what was open`() throws {
        let bench = try UpkeepBench()
        let appended = try everywhere(bench, .waiting)
        let delivery = appended.deliveries[0].id
        #expect(try erase([appended.event.sequence], in: bench).cancelled == [delivery: bench.hr])
        let record = try #require(try bench.store.event(appended.event.id, source: "/lms"))
        #expect(record.erasedAt == .at(9) && !record.hasPayload)
        #expect(record.event.type == "course.completed" && record.event.source == "/lms")
        #expect(record.event.subject == nil && record.event.contradiction == nil && record.event.extensions.isEmpty)
        #expect(try bench.store.event(record.event.id, source: nil)?.event.sequence == appended.event.sequence)
        let after = try #require(try bench.store.delivery(delivery))
        #expect(after.state == .cancelled && after.reason?.code == "erased" && !after.hasRendered && after.due == nil)
        #expect(try bench.store.attempts(of: delivery).map(\.number) == [1, 2])
        #expect(try bench.store.attempts(of: delivery).allSatisfy { $0.request == nil })
        let backlog = try #require(try bench.store.backlog().first)
        #expect(backlog.waiting == 0 && backlog.pending == 0)
        let retry = try #require(bench.store.commit([.retry(delivery, render: false, at: .at(10))]).first?.failure)
        #expect(retry.code == .conflict)
        // The outcome of a try that was under way changes nothing any more.
        let late = Settlement(delivery: delivery, state: .delivered, at: .at(11))
        #expect(try bench.store.commit([.settle(late)]).first?.failure?.code == .conflict)
    }

    @Test func `takes what events have told of a person, also where the event is gone`() throws {
        let bench = try UpkeepBench()
        func tell(_ id: String, _ person: String) throws -> EventSequence {
            var new = bench.event(id, data: #"{"username":"learner1"}"#)
            new.directory = NewDirectoryEntry(directory: "people", key: id, person: person)
            return try bench.append(new).event.sequence
        }
        let first = try tell("1", "digest of learner1")
        _ = try tell("2", "digest of learner1")
        _ = try tell("3", "digest of another")
        _ = try erase([first], in: bench)
        #expect(try bench.store.directoryRows("people", after: nil, limit: 9).map(\.key) == ["2", "3"])
        try bench.store.write { (writer) throws(StoreError) in
            try writer.inTransaction { (writer) throws(StoreError) in
                try writer.forgetDirectory(of: "digest of learner1")
            }
        }
        #expect(try bench.store.directoryRows("people", after: nil, limit: 9).map(\.key) == ["3"])
    }

    @Test func `remembers the id, and nothing of the data`() throws {
        let bench = try UpkeepBench()
        let first = try bench.append(bench.event("c-1", data: #"{"username":"learner1"}"#))
        _ = try erase([first.event.sequence], in: bench)
        let again = try bench.append(bench.event("c-1", data: #"{"username":"learner2"}"#))
        #expect(again.isDuplicate && !again.differs)
        #expect(again.event.id == "c-1" && again.event.sequence == first.event.sequence)
        #expect(again.deliveries.map(\.id) == first.deliveries.map(\.id))
        #expect(try bench.rows("event_key") == 0)
    }

    @Test func `passes over what is gone or was erased before`() throws {
        let bench = try UpkeepBench()
        let event = try bench.append(bench.event(nil)).event.sequence
        let first = try erase([event, EventSequence(999)], in: bench)
        #expect(first == Erasure(erased: 1, skipped: 1, cancelled: [DeliveryID(1): bench.hr]))
        let second = try erase([event], in: bench)
        #expect(second == Erasure(erased: 0, skipped: 1))
    }

    @Test func `an erased event goes when its deliveries do`() throws {
        let bench = try UpkeepBench()
        let appended = try everywhere(bench, .delivered)
        _ = try erase([appended.event.sequence], in: bench)
        try bench.maintain(day: 31)
        #expect(try bench.rows("event") == 0)
        #expect(try bench.append(bench.event(appended.event.id, at: 31 * 86_400)).isDuplicate)
    }
}
