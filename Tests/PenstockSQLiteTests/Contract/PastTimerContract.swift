internal import PenstockCore
internal import Testing

@Suite struct `Timers of past events in a store` {
    private static let rules = KeyDigest(high: 1, low: 2)
    private static let key = KeyDigest(high: 3, low: 4)

    private func certificate(_ bench: Workbench, _ id: String, at time: Int64 = 1) throws -> Event {
        try bench.append(bench.event(id: id, type: "cert.issued", at: .at(time), to: [])).event
    }

    private func past(_ event: Event, due: [Int64] = [100, 200], cancels: [KeyDigest] = []) -> PastEvent {
        let timers = due.enumerated().map { place, time in
            NewTimer(emit: "cert.expiring", offset: place, due: .at(time), key: Self.key)
        }
        let person = TimerPerson(name: "learner1", digest: "digest")
        return PastEvent(
            event,
            timers: timers.isEmpty ? nil : NewTimers(timers, rules: Self.rules, person: person),
            cancels: cancels
        )
    }

    /// - Returns: Whether the walk is over.
    private func make(_ bench: Workbench, _ events: [PastEvent], place: Int64 = 9, isEnd: Bool = true) throws -> Bool {
        let walk = TimerWalk(rules: Self.rules, place: place)
        let result = try bench.store.commit([.makePastTimers(PastTimers(events, walk: walk, isEnd: isEnd, at: .at(50)))]
        )
        guard case .timerChanged? = result.first else {
            Issue.record("\(result)")
            return false
        }
        let kept = try #require(try bench.store.timerWalk())
        #expect(kept.rules == Self.rules && (kept.place == nil || kept.place == place))
        return kept.place == nil
    }

    private func list(_ bench: Workbench, _ states: Set<TimerState> = []) throws -> [TimerRecord] {
        var query = TimerQuery()
        query.states = states
        return try bench.store.timers(query).items
    }

    @Test(arguments: StoreUnderTest.all)
    func `are made once, and found behind a crash`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        #expect(try bench.store.timerWalk() == nil)
        let event = try certificate(bench, "cert-1")
        #expect(try !make(bench, [past(event)]), "what came meanwhile has to be looked at")
        try bench.crash()
        #expect(try make(bench, [past(event)]))
        #expect(try list(bench).map(\.due) == [.at(100), .at(200)] && bench.store.pendingTimers() == 2)
        let due = try bench.store.dueTimers(by: .at(100), limit: 9)
        #expect(due.first?.origin.id == "cert-1" && due.first?.origin.root == event.sequence)
        #expect(try bench.store.timerRules() == [TimerRules(type: "cert.issued", digest: Self.rules)])
        #expect(try !make(bench, [], place: 12, isEnd: false) && make(bench, []))
    }

    @Test(arguments: StoreUnderTest.all)
    func `are cancelled by what came later, and by nothing that came before`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let events = try (1...3).map { try certificate(bench, "cert-\($0)", at: Int64($0)) }
        _ = try make(
            bench,
            [past(events[0]), past(events[1], due: [], cancels: [Self.key]), past(events[2], cancels: [Self.key])]
        )
        #expect(try list(bench, [.pending]).map(\.eventID) == ["cert-3", "cert-3"])
        let cancelled = try list(bench, [.cancelled])
        #expect(cancelled.map(\.eventID) == ["cert-1", "cert-1"])
        #expect(cancelled.allSatisfy { $0.result == "cert-2" && $0.endedAt == .at(50) })
        // Again, with the later one's timers there already.
        #expect(try make(bench, [past(events[1], due: [], cancels: [Self.key])]))
        #expect(try bench.store.pendingTimers() == 2)
    }

    @Test(arguments: StoreUnderTest.all)
    func `come to no event that has pending ones, nor to one that is erased`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let event = try certificate(bench, "cert-1")
        _ = try make(bench, [past(event, due: [100])])
        #expect(try make(bench, [past(event, due: [100, 200, 300])]), "those follow the rules anyway")
        #expect(try list(bench).count == 1)
        let erased = try certificate(bench, "cert-2")
        let job = NewJob(kind: .erase, request: [], end: 9, total: nil, at: .at(2))
        let id = try #require(bench.store.commit([.begin(job)]).first?.begun)
        _ = try bench.store.commit([.advance(JobStep(job: id, work: .erase([erased.sequence]), cursor: 9, at: .at(3)))])
        #expect(try make(bench, [past(erased)]))
        #expect(try list(bench).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `come back where their rule was gone, and not where a person ended them`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let event = try certificate(bench, "cert-1")
        _ = try make(bench, [past(event)])
        let timers = try list(bench)
        _ = try bench.store.commit([
            .cancelTimer(timers[0].id, Reason(code: "cancelled", text: "by hand"), at: .at(51)),
            .cancelTimer(timers[1].id, Reason(code: TimerSet.undeclared, text: "gone"), at: .at(51)),
        ])
        _ = try make(bench, [past(event, due: [100, 300])])
        let after = try list(bench)
        #expect(after.map(\.id) == timers.map(\.id) && after.map(\.state) == [.cancelled, .pending])
        #expect(after.last?.due == .at(300) && after.last?.reason == nil)
    }
}
