import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `Keys of an event` {
    private func keys(_ data: String, subject: String? = "course/WS-101", tenant: String? = nil) -> EventKeys {
        let draft = EventDraft(
            type: "course.completed",
            extensions: tenant.map { [EventExtension(name: "tenant", value: $0)] } ?? [],
            data: Array(data.utf8)
        )
        return EventKeys(draft, source: "/lms", subject: subject, time: Timestamp(microseconds: 0))
    }

    private func digest(_ data: String, _ places: [String], subject: String? = "course/WS-101") throws -> KeyDigest? {
        try keys(data, subject: subject).digest(of: places.map { try JSONPointer($0) }, purpose: "dedupe")
    }

    @Test(arguments: [
        (#"{"u":"a","score":90}"#, #"{ "score": 90, "u": "a", "more": [] }"#, true),
        (#"{"u":"a","score":"90"}"#, #"{"u":"a","score":90}"#, true),
        (#"{"u":"a\u0062","score":1}"#, #"{"u":"ab","score":1}"#, true),
        (#"{"u":"a","score":90}"#, #"{"u":"a","score":91}"#, false),
        (#"{"u":"a9","score":0}"#, #"{"u":"a","score":"90"}"#, false),
    ])
    func `are the same when the values are`(one: String, other: String, areSame: Bool) throws {
        let (one, other) = (
            try digest(one, ["/data/u", "/data/score"]), try digest(other, ["/data/u", "/data/score"])
        )
        #expect(one != nil)
        #expect((one == other) == areSame)
    }

    @Test(arguments: [
        #"{"u":"a"}"#, #"{"u":"a","k":null}"#, #"{"u":"a","k":""}"#, #"{"u":"a","k":{}}"#, #"{"u":"a","k":[1]}"#,
    ])
    func `are none when a value is missing`(data: String) throws {
        #expect(try digest(data, ["/data/u", "/data/k"]) == nil)
    }

    /// Both by Python: SHA-256 of `<length in four bytes, lowest first><text>` for each, and of `store/name`.
    @Test func `stay what they are, because they are on disk`() throws {
        #expect(
            try digest(#"{"u":"a\u0062","score":90}"#, ["/data/u", "/data/score"])
                == KeyDigest(hexadecimal: "22d963e654d4bb44855c1add205b6651")
        )
        #expect(
            PersonDigest.key(of: "ab", in: StoreID("k3f9x2pq"))
                == KeyDigest(hexadecimal: "d652eb61ef93bb130ac114401f3051cb")
        )
    }

    @Test func `read attributes`() throws {
        #expect(try digest("{}", ["/subject"]) != nil)
        #expect(try digest("{}", ["/subject"], subject: nil) == nil)
        let tenant = try [JSONPointer("/tenant")]
        #expect(keys("{}", tenant: "north").digest(of: tenant, purpose: "order") != nil)
        #expect(keys("{}").digest(of: tenant, purpose: "order") == nil)
    }

    // MARK: What becomes of them

    private func deliveries(_ data: String, type: String = "course.completed") throws -> [NewDelivery] {
        let identity = DedupeRule(by: [try JSONPointer("/data/u")], window: .seconds(60))
        let own = DedupeRule(by: [try JSONPointer("/data/u")], window: .seconds(3600))
        let matching = EventMatching(
            Matcher([EventSelector](repeating: EventSelector(types: ["*"]), count: 4)),
            targets: [
                .init(id: PipelineID(1)), .init(id: PipelineID(2), dedupe: .off),
                .init(id: PipelineID(3), dedupe: .rule(own)),
                .init(id: PipelineID(4), order: OrderRule(key: try JSONPointer("/data/u")), dedupe: .off),
            ],
            identities: ["course.completed": identity]
        )
        return matching.deliveries(type: type, subject: nil, keys: keys(data))
    }

    @Test func `follow the pipeline, then the type`() throws {
        let made = try deliveries(#"{"u":"a"}"#)
        #expect(made.map { $0.dedupe?.window } == [.seconds(60), nil, .seconds(3600), nil])
        #expect(made.map { $0.order != nil } == [false, false, false, true])
        #expect(
            try deliveries(#"{"u":"a"}"#, type: "user.added").map { $0.dedupe?.window } == [
                nil, nil, .seconds(3600), nil,
            ]
        )
    }

    @Test func `tell types apart to know a repetition, and not to keep order`() throws {
        let (one, other) = (try deliveries(#"{"u":"a"}"#), try deliveries(#"{"u":"a"}"#, type: "user.added"))
        #expect(one[2].dedupe?.digest != other[2].dedupe?.digest)
        #expect(one[3].order == other[3].order)
    }
}
