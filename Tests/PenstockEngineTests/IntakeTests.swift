import Logging
import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `Events on their way in` {
    /// A catalog whose one type wants a number, marked or strict.
    private func catalog(strict: Bool = false) throws -> Catalog {
        let yaml = """
            type: course.completed
            description: A learner finished a course.
            subject: "course/{{data.catalog_id}}"
            strict: \(strict)
            schema: { type: object, properties: { catalog_id: { type: string }, score: { type: number } } }
            sample: { catalog_id: WS-101, score: 80 }
            """
        let (catalog, diagnostics) = Catalog.read([(name: "course.completed.yaml", bytes: Array(yaml.utf8))])
        try #require(diagnostics.isEmpty, "\(diagnostics)")
        return catalog
    }

    /// An intake with pipelines for all course events (1), one course (2) and everything (3).
    private func intake(_ catalog: Catalog, log: LinesOfLog = LinesOfLog(), now: Clockwork = Clockwork()) -> Intake {
        let matcher = Matcher([
            EventSelector(types: ["course.*"]),
            EventSelector(types: ["course.completed"], subjects: ["course/WS-101"]),
            EventSelector(types: ["*"]),
        ])
        return Intake(
            catalog: catalog,
            matching: EventMatching(matcher, targets: [1, 2, 3].map { EventMatching.Target(id: PipelineID($0)) }),
            revision: RevisionID(7),
            store: StoreID("k3f9x2pq"),
            clock: EngineClock(wall: { now.time }, steady: { now.time }),
            logger: Logger(label: "test") { _ in log }
        )
    }

    private func draft(_ data: String) -> EventDraft {
        EventDraft(type: "course.completed", data: Array(data.utf8))
    }

    @Test func `completes what the sender left out, and matches`() throws {
        let event = try intake(catalog()).complete(draft(#"{"catalog_id":"WS-101","score":80}"#))
        #expect(event.source == "/api")
        #expect(event.id == nil, "the store makes it")
        #expect(event.subject == "course/WS-101")
        #expect(event.time == event.acceptedAt)
        #expect(event.revision == RevisionID(7))
        #expect(event.contradiction == nil)
        #expect(event.deliveries.map(\.pipeline.rawValue) == [1, 2, 3])
    }

    @Test func `are delivered to nobody when they are imported, and say so themselves`() throws {
        var draft = draft(#"{"catalog_id":"WS-101","score":80}"#)
        draft.extensions = [
            EventExtension(name: "tenant", value: "a"), EventExtension(name: "penstockimport", value: "x"),
        ]
        draft.importName = "history.csv"
        let event = try intake(catalog()).complete(draft)
        #expect(event.deliveries.isEmpty && event.subject == "course/WS-101")
        #expect(event.extensions.map { "\($0.name)=\($0.value)" } == ["tenant=a", "penstockimport=history.csv"])
        // Nobody outside can say so of an event that is delivered.
        draft.importName = nil
        let live = try intake(catalog()).complete(draft)
        #expect(live.deliveries.count == 3 && live.extensions.map(\.name) == ["tenant"])
    }

    @Test(
        arguments: [
            (#"{"username":"l1","mail":"a"}"#, "l1", true), (#"{"username":7}"#, "7", true),
            (#"{"mail":"a"}"#, nil, true),
            ("[1]", nil, true), (#"{"username":"l1"}"#, nil, false),
        ] as [(String, String?, Bool)]
    )
    func `become a row of the directory that their type feeds`(data: String, key: String?, isStored: Bool) throws {
        let yaml = "type: user.added\nperson: /data/username\ndirectory: { key: /data/username, as: staff }\n"
        let (catalog, _) = Catalog.read([(name: "user.added.yaml", bytes: Array(yaml.utf8))])
        let store = StoreID("k3f9x2pq")
        let completion = EventCompletion(catalog: catalog, store: isStored ? store : nil)
        let draft = EventDraft(type: "user.added", data: Array(data.utf8))
        let event = try completion.complete(draft, revision: RevisionID(1), at: Timestamp(microseconds: 0))
        let expected = key.map {
            NewDirectoryEntry(directory: "staff", key: $0, person: PersonDigest(of: $0, in: store).text)
        }
        #expect(event.directory == expected)
    }

    @Test func `keeps what the sender gave`() throws {
        var draft = draft(#"{"catalog_id":"WS-101"}"#)
        draft.id = "one"
        draft.source = "/lms"
        draft.subject = "course/other"
        draft.time = Timestamp(microseconds: 5)
        let event = try intake(catalog()).complete(draft)
        #expect(event.id == "one" && event.source == "/lms" && event.subject == "course/other")
        #expect(event.time == Timestamp(microseconds: 5))
        #expect(event.deliveries.map(\.pipeline.rawValue) == [1, 3], "not that course's")
    }

    @Test func `accepts and marks data that contradicts the catalog, and logs it once per type and minute`() throws {
        let (log, now) = (LinesOfLog(), Clockwork())
        let intake = intake(try catalog(), log: log, now: now)
        for _ in 0..<3 {
            #expect(try intake.complete(draft(#"{"score":"12"}"#)).contradiction?.contains("/score") == true)
        }
        #expect(log.count == 1)
        now.time = now.time + .seconds(61)
        _ = try intake.complete(draft(#"{"score":"12"}"#))
        #expect(log.count == 2)
    }

    @Test func `refuses such data where the type is strict`() throws {
        let intake = intake(try catalog(strict: true))
        let error = try #require(throws: IntakeError.self) { try intake.complete(draft(#"{"score":"12"}"#)) }
        #expect(error.code == .contradiction)
        #expect(error.message.contains("/score"))
    }

    @Test func `accepts a type that nobody knows`() throws {
        let event = try intake(catalog()).complete(EventDraft(type: "video.watched", data: Array("[]".utf8)))
        #expect(event.deliveries.map(\.pipeline.rawValue) == [3])
        #expect(event.subject == nil)
    }

    @Test(arguments: [
        (EventDraft(type: ""), IntakeError.Code.invalid), (EventDraft(type: "penstock.delivery.dead"), .forbidden),
        (EventDraft(id: "", type: "t"), .invalid), (EventDraft(id: "a\nb", type: "t"), .invalid),
        (EventDraft(source: String(repeating: "x", count: 1025), type: "t"), .invalid),
        (EventDraft(type: "t", subject: "\u{85}"), .invalid),
    ])
    func `refuses attributes that break the rules`(draft: EventDraft, code: IntakeError.Code) throws {
        let intake = intake(Catalog())
        #expect(try #require(throws: IntakeError.self) { try intake.complete(draft) }.code == code)
    }
}

/// A clock that a test sets.
final class Clockwork: @unchecked Sendable {
    var time = Timestamp(microseconds: 1_700_000_000_000_000)
}

/// Counts what is logged.
final class LinesOfLog: LogHandler, @unchecked Sendable {
    private(set) var count = 0
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { count += 1 }
}
