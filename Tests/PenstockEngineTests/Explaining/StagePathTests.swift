import PenstockCore
import Testing

@testable import PenstockEngine

/// What follows from a delivery's row about its stages.
@Suite struct `The path through the stages` {
    private static let stages = [
        StageOutline(label: "stages/0 (match)", kind: "filter", type: "match"),
        StageOutline(label: "stages/1 (template)", kind: "transform", type: "template"),
        StageOutline(label: "stages/2 (hmac)", kind: "sign", type: "hmac"),
        StageOutline(label: "stages/3 (http)", kind: "transport", type: "http"),
    ]

    private static let all = stages.map { ($0, RevisionID?.none) }

    private static func record(
        _ state: DeliveryState,
        _ reason: Reason? = nil,
        hasBegun: Bool = true
    ) -> DeliveryRecord {
        DeliveryRecord(
            id: DeliveryID(1),
            pipeline: "hr",
            event: EventSequence(1),
            eventID: "1",
            type: "t",
            subject: nil,
            state: state,
            reason: reason,
            attempts: 0,
            revision: RevisionID(2),
            hasBegun: hasBegun,
            createdAt: .at(0),
            updatedAt: .at(0),
            due: nil,
            replayOf: nil,
            hasRendered: false
        )
    }

    private static func attempt(_ outcome: Outcome) -> Attempt {
        var result = AttemptResult(outcome)
        result.sentence = outcome == .delivered ? "" : "the receiver answered 503"
        return Attempt(number: 1, startedAt: .at(1), result: result, revision: RevisionID(2))
    }

    private static func reason(at label: String?, _ code: String = "stage-failure") -> Reason {
        Reason(code: code, text: "why", stage: label)
    }

    /// The ends in one word: p passed, x the one that ended it, - not reached, d delivered.
    private static func word(_ path: StagePath) -> String {
        guard case .known(let traces) = path else { return "unknown" }
        return traces.map { trace in
            switch trace.end {
            case .passed: "p"
            case .dropped, .failed: "x"
            case .delivered: "d"
            case .notReached: "-"
            }
        }.joined()
    }

    @Test(
        arguments: [
            (record(.pending, hasBegun: false), [], "----"),
            (record(.duplicate, Reason(code: "duplicate", text: ""), hasBegun: false), [], "----"),
            (record(.held, Reason(code: "behind", text: ""), hasBegun: false), [], "----"),
            (record(.cancelled, Reason(code: "cancelled", text: ""), hasBegun: false), [], "----"),
            (record(.filtered, reason(at: "stages/0 (match)", "filtered")), [], "x---"),
            (record(.dead, reason(at: "stages/1 (template)")), [], "px--"),
            (record(.dead, reason(at: "stages/1 (template)"), hasBegun: false), [], "px--"),
            (record(.waiting, reason(at: "stages/2 (hmac)")), [attempt(.transient)], "ppx-"),
            (record(.held, reason(at: "stages/3 (http)", "quarantined")), [], "pppx"),
            (record(.delivered), [attempt(.transient), attempt(.delivered)], "pppd"),
            (record(.waiting, reason(at: nil, "transient")), [attempt(.transient)], "pppx"),
            (record(.waiting), [attempt(.delivered)], "pppd"),
            (record(.delivered), [], "pppd"),
            (record(.dead, reason(at: "stages/9 (gone)")), [], "unknown"),
            (record(.cancelled, Reason(code: "cancelled", text: "")), [], "unknown"),
        ] as [(DeliveryRecord, [Attempt], String)]
    )
    func `follows from the stage that is named, or from the last attempt`(
        record: DeliveryRecord,
        attempts: [Attempt],
        expected: String
    ) {
        #expect(Self.word(StagePath(record, attempts, through: Self.all)) == expected)
    }

    @Test func `says what the stage said that ended it, and nothing of the others`() {
        let path = StagePath(
            Self.record(.filtered, Self.reason(at: "stages/0 (match)", "filtered")),
            [],
            through: Self.all
        )
        guard case .known(let traces) = path else { return #expect(Bool(false), "\(path)") }
        #expect(traces.map(\.text) == ["why", nil, nil, nil])
        #expect(traces[0].end == .dropped)
    }

    @Test func `of an older version's delivery is known where one filter alone can have dropped it`() {
        let record = Self.record(.filtered, Reason(code: "filtered", text: "why"), hasBegun: false)
        #expect(Self.word(StagePath(record, [], through: Self.all)) == "x---")
        let two = [Self.all[0], Self.all[0]] + Self.all.dropFirst()
        #expect(Self.word(StagePath(record, [], through: two)) == "unknown")
    }

    @Test func `takes the later of two stages that are called the same, which are of two revisions`() {
        let kept = StageOutline(label: "stages/0 (hmac)", kind: "transform", type: "hmac")
        let own = StageOutline(label: "stages/0 (hmac)", kind: "sign", type: "hmac")
        let stages = [(kept, RevisionID?.some(RevisionID(1))), (own, nil), (Self.stages[3], nil)]
        let path = StagePath(Self.record(.dead, Self.reason(at: "stages/0 (hmac)")), [], through: stages)
        #expect(Self.word(path) == "px-")
        guard case .known(let traces) = path else { return }
        #expect(traces.map(\.revision) == [RevisionID(1), nil, nil])
    }

    @Test(arguments: ["", "{}", "[1]", #"[{"label":"a","kind":"sign"}]"#])
    func `is not made of stages that cannot be read`(json: String) {
        #expect(StageOutline.all(in: DocumentText(text: "", stages: json)) == nil)
    }
}
