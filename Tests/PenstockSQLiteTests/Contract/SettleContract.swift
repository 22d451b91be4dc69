internal import PenstockCore
internal import Testing

@Suite struct `Settling deliveries` {
    @Test(arguments: StoreUnderTest.all, DeliveryState.allCases)
    func `a delivery comes to its state, with its reason`(kind: StoreUnderTest, state: DeliveryState) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery(at: .at(1))
        let reason = Reason(code: "word", text: "a sentence", stage: "stages/0 (match)")
        try bench.settle(
            Settlement(
                delivery: id,
                state: state,
                due: state == .waiting ? .at(60) : nil,
                reason: reason,
                attempt: bench.attempt(1, .transient),
                stageTries: 2,
                at: .at(5)
            )
        )
        try bench.reopen()
        let record = try bench.record(id)
        #expect(record.state == state)
        #expect(record.reason == reason)
        #expect(record.attempts == 1)
        #expect(record.createdAt == .at(1) && record.updatedAt == .at(5))
        #expect(record.due == (state == .waiting ? .at(60) : nil))
        let backlog = try bench.backlog(bench.hr)
        let open: [DeliveryState] = [.pending, .waiting, .dead, .held]
        #expect([backlog.pending, backlog.waiting, backlog.dead, backlog.held] == open.map { $0 == state ? 1 : 0 })
        #expect(backlog.oldest == (state.isFinal ? nil : .at(1)))
        #expect(try bench.pending(bench.hr).map(\.id) == (state == .pending ? [id] : []))
        #expect(try bench.waiting(bench.hr, dueBy: .at(100)).map(\.id) == (state == .waiting ? [id] : []))
    }

    @Test(arguments: StoreUnderTest.all)
    func `an attempt is kept as it was`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        var result = AttemptResult(.transient)
        result.status = 451
        result.sent = .maybe
        result.retryAfter = .milliseconds(1500)
        result.timings = Timings(name: 1, connect: 20, tls: nil, firstByte: 300, total: 4000)
        result.code = "recipients"
        result.sentence = "1 of 2 recipients were refused for now"
        result.responseHead = Array("451 4.7.1 later".utf8)
        result.responseBody = Array("try again".utf8)
        result.recipients = [
            Recipient(address: "learner1@example.com", outcome: .delivered, status: 250, reply: "2.1.5 ok"),
            Recipient(address: "manager1@example.com", outcome: .transient, status: 451, reply: "4.7.1 später"),
        ]
        result.attributes = [EventExtension(name: "tls", value: "TLSv1.3"), EventExtension(name: "empty", value: "")]
        result.resume = [0, 1, 255]
        let request = RequestHead(
            method: "POST",
            target: "https://hr.example.com/hooks/später",
            headers: [EventExtension(name: "webhook-id", value: "dlv_1"), EventExtension(name: "empty", value: "")],
            isCut: true
        )
        let first = Attempt(
            number: 1,
            startedAt: .at(2),
            result: result,
            revision: bench.revision,
            request: request
        )
        let second = bench.attempt(2, .transient)
        try bench.settle(Settlement(delivery: id, state: .waiting, due: .at(9), attempt: first, at: .at(3)))
        try bench.settle(Settlement(delivery: id, state: .waiting, due: .at(20), stageTries: 1, at: .at(9)))
        try bench.settle(Settlement(delivery: id, state: .dead, attempt: second, at: .at(21)))
        #expect(try bench.store.attempts(of: id) == [first, second])
        #expect(try bench.record(id).attempts == 2)
        #expect(try bench.store.attempts(of: DeliveryID(99)).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all, [(Outcome.delivered, 1 << 10), (.transient, 16 << 10)])
    func `a long response is cut, and says so`(kind: StoreUnderTest, expected: (outcome: Outcome, bytes: Int)) throws {
        let bench = try Workbench(kind)
        let (short, long) = (try bench.delivery(), try bench.delivery())
        for (id, count) in [(short, expected.bytes), (long, expected.bytes + 1)] {
            var attempt = bench.attempt(1, expected.outcome)
            attempt.result.responseBody = Array(repeating: 65, count: count)
            try bench.settle(Settlement(delivery: id, state: .delivered, attempt: attempt, at: .at(2)))
        }
        let kept = try [short, long].flatMap { try bench.store.attempts(of: $0) }
        #expect(kept.map(\.result.responseBody.count) == [expected.bytes, expected.bytes])
        #expect(kept.map(\.result.isTruncated) == [false, true])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a late outcome changes nothing, and an unknown delivery is not found`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        try bench.settle(Settlement(delivery: id, state: .cancelled, at: .at(2)))
        let results = try bench.store.commit([
            .settle(
                Settlement(
                    delivery: id,
                    state: .delivered,
                    attempt: bench.attempt(1),
                    at: .at(3),
                    holdsPipeline: Reason(code: "gone", text: "410"),
                    consequences: [bench.event(to: [bench.mail])]
                )
            ),
            .settle(Settlement(delivery: DeliveryID(99), state: .delivered, at: .at(3))),
        ])
        #expect(results.map { $0.failure?.code } == [.conflict, .notFound])
        #expect(try bench.record(id).state == .cancelled)
        #expect(try bench.store.attempts(of: id).isEmpty)
        #expect(try bench.backlog(bench.hr).hold == nil)
        #expect(try bench.pending(bench.mail).isEmpty)
    }

    static let message = RenderedMessage(
        body: Array("{}".utf8),
        contentType: "application/json",
        headers: [EventExtension(name: "X-Course", value: "WS-101")],
        attributes: [EventExtension(name: "to", value: "learner1@example.com")]
    )

    @Test(arguments: StoreUnderTest.all, DeliveryState.allCases)
    func `a message is kept for a retry or a person, and else dropped`(
        kind: StoreUnderTest,
        state: DeliveryState
    ) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        try bench.settle(
            Settlement(
                delivery: id,
                state: .waiting,
                due: .at(5),
                attempt: bench.attempt(1, .transient, resume: [7]),
                rendered: Self.message,
                at: .at(2)
            )
        )
        let claimed = try #require(try bench.waiting(bench.hr, dueBy: .at(5)).first)
        #expect(claimed.rendered == Self.message)
        #expect(claimed.resume == [7])
        #expect(claimed.attempts == 1)
        #expect(try bench.record(id).hasRendered)
        try bench.settle(Settlement(delivery: id, state: state, due: state == .waiting ? .at(9) : nil, at: .at(6)))
        let isKept = !state.isFinal || state.needsAttention
        #expect(try bench.store.rendered(id) == (isKept ? Self.message : nil))
        #expect(try bench.record(id).hasRendered == isKept)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a new message takes the old one's place`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        var other = Self.message
        other.body = []
        other.headers = []
        for message in [Self.message, other] {
            try bench.settle(Settlement(delivery: id, state: .waiting, due: .at(5), rendered: message, at: .at(2)))
        }
        #expect(try bench.store.rendered(id) == other)
    }

    @Test(arguments: StoreUnderTest.all)
    func `consequences are appended with the outcome`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        let dead = bench.event(source: "penstock", type: "penstock.delivery.dead", to: [bench.mail])
        let reason = Reason(code: "gone", text: "the endpoint answered 410", stage: "transport (http)")
        let events = try bench.settle(
            Settlement(delivery: id, state: .dead, at: .at(2), holdsPipeline: reason, consequences: [dead, dead])
        )
        #expect(events.count == 2)
        #expect(try bench.pending(bench.mail).map(\.event) == events.map(\.event))
        #expect(try bench.backlog(bench.hr).hold == reason)
        #expect(try bench.backlog(bench.mail).hold == nil)
    }
}
