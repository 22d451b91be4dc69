internal import PenstockCore
internal import Testing

@Suite struct `Timers in a store` {
    private static let rules = KeyDigest(high: 1, low: 2)
    private static let key = KeyDigest(high: 3, low: 4)

    private func event(
        _ bench: Workbench,
        _ id: String = "cert-1",
        person: String = "learner1",
        due: [Int64] = [100, 200],
        key: KeyDigest? = key,
        cancels: [KeyDigest] = [],
        at time: Int64 = 1
    ) -> NewEvent {
        var event = bench.event(
            id: id,
            type: "cert.issued",
            subject: "cert/FA",
            data: #"{"n":1}"#,
            at: .at(time),
            to: []
        )
        event.timers = NewTimers(
            due.enumerated().map { NewTimer(emit: "cert.expiring", offset: $0.offset, due: .at($0.element), key: key) },
            rules: Self.rules,
            person: TimerPerson(name: person, digest: "digest of \(person)")
        )
        event.cancels = cancels
        return event
    }

    private func emitted(_ bench: Workbench, _ id: String = "tmr_1", cancels: [KeyDigest] = []) -> NewEvent {
        var event = bench.event(id: id, source: "penstock/timers", type: "cert.expiring", at: .at(100), to: [bench.hr])
        event.cancels = cancels
        return event
    }

    private func list(_ bench: Workbench, _ change: (inout TimerQuery) -> Void = { _ in }) throws -> [TimerRecord] {
        var query = TimerQuery()
        change(&query)
        return try bench.store.timers(query).items
    }

    @Test(arguments: StoreUnderTest.all)
    func `are there with their event, through a crash`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let appended = try bench.append(event(bench))
        #expect(appended.timers == AppendedTimers(firstDue: .at(100), rules: Self.rules))
        #expect(try bench.append(bench.event(to: [bench.hr])).timers == nil)
        try bench.crash()
        let timers = try list(bench)
        #expect(
            timers.first
                == TimerRecord(
                    id: timers[0].id,
                    event: appended.event.sequence,
                    eventID: "cert-1",
                    type: "cert.issued",
                    emit: "cert.expiring",
                    offset: 0,
                    due: .at(100),
                    person: "learner1"
                )
        )
        #expect(timers.map(\.due) == [.at(100), .at(200)])
        #expect(try bench.store.nextTimer() == .at(100) && bench.store.pendingTimers() == 2)
        #expect(try bench.store.timer(timers[1].id) == timers[1] && bench.store.timer(TimerID(99)) == nil)
        #expect(try bench.store.timers(of: appended.event.sequence) == timers)
        #expect(try bench.store.dueTimers(by: .at(99), limit: 9).isEmpty)
        let due = try bench.store.dueTimers(by: .at(200), limit: 9)
        #expect(due.map(\.id) == timers.map(\.id))
        let origin = try #require(due.first).origin
        #expect(
            origin.id == "cert-1" && origin.source == "/lms" && origin.subject == "cert/FA"
                && origin.acceptedAt == .at(1)
        )
        #expect(origin.data == Array(#"{"n":1}"#.utf8) && origin.root == appended.event.sequence)
        #expect(try bench.store.dueTimers(by: .at(200), limit: 1).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `are made once, whatever is sent again`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        try bench.append(event(bench))
        let again = try bench.append(event(bench, cancels: [Self.key]))
        #expect(again.isDuplicate && again.timers == nil)
        #expect(try list(bench).map(\.state) == [.pending, .pending])
    }

    @Test(arguments: StoreUnderTest.all)
    func `are cancelled by a later event with their key, and not by the one that makes them`(kind: StoreUnderTest)
        throws
    {
        let bench = try Workbench(kind)
        try bench.append(event(bench, cancels: [Self.key]))
        try bench.append(event(bench, "other", key: KeyDigest(high: 9, low: 9)))
        try bench.append(event(bench, "cert-2", due: [300], cancels: [Self.key], at: 5))
        let cancelled = try list(bench) { $0.states = [.cancelled] }
        #expect(cancelled.map(\.eventID) == ["cert-1", "cert-1"])
        #expect(
            cancelled.allSatisfy {
                $0.result == "cert-2" && $0.endedAt == .at(5) && $0.reason?.text == "cert.issued came"
            }
        )
        #expect(try list(bench) { $0.states = [.pending] }.map(\.eventID) == ["other", "other", "cert-2"])
        #expect(try bench.store.dueTimers(by: .at(999), limit: 9).count == 3)
    }

    @Test(arguments: StoreUnderTest.all)
    func `fire once, in one step with their event, and an event cancels none of its own root`(kind: StoreUnderTest)
        throws
    {
        let bench = try Workbench(kind)
        let original = try bench.append(event(bench)).event.sequence
        let first = try #require(try list(bench).first).id
        let fired = try bench.store.commit([
            .fire(first, emitted(bench, cancels: [Self.key]), at: .at(101)),
            .fire(first, emitted(bench, "tmr_2"), at: .at(101)),
        ])
        let event = try #require(fired[0].fired)
        #expect(event.deliveries.count == 1 && !event.isDuplicate)
        #expect(fired[1].failure?.code == .conflict)
        try bench.crash()
        #expect(try bench.store.event("tmr_2", source: nil) == nil)
        let timers = try list(bench)
        #expect(
            timers.map(\.state) == [.fired, .pending] && timers[0].result == "tmr_1" && timers[0].endedAt == .at(101)
        )
        // Its root goes on to what it makes itself.
        var next = emitted(bench, "tmr_3")
        next.timers = NewTimers(
            [NewTimer(emit: "cert.expired", offset: 1, due: .at(900), key: Self.key)],
            rules: Self.rules
        )
        #expect(try bench.store.commit([.fire(timers[1].id, next, at: .at(200))]).first?.fired?.timers != nil)
        let chained = try #require(try bench.store.dueTimers(by: .at(999), limit: 9).first)
        #expect(chained.origin.root == original && chained.origin.id == "tmr_3")
        #expect(
            try bench.store.commit([.fire(TimerID(99), emitted(bench, "x"), at: .at(1))]).first?.failure?.code
                == .notFound
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `that fire are done where their event is there already`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        try bench.append(event(bench, due: [100]))
        let there = try bench.append(emitted(bench))
        let fired = try bench.store.commit([.fire(try #require(try list(bench).first).id, emitted(bench), at: .at(101))]
        )
        #expect(fired.first?.fired?.isDuplicate == true)
        #expect(try list(bench).first?.result == there.event.id && bench.store.pendingTimers() == 0)
    }

    @Test(arguments: StoreUnderTest.all)
    func `are moved and cancelled by people, while they are pending`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        try bench.append(event(bench))
        let ids = try list(bench).map(\.id)
        let reason = Reason(code: "cancelled", text: "a person cancelled it")
        let results = try bench.store.commit([
            .moveTimer(ids[0], due: .at(500)), .cancelTimer(ids[1], reason, at: .at(7)),
            .moveTimer(ids[1], due: .at(9)), .cancelTimer(ids[1], reason, at: .at(9)),
            .moveTimer(TimerID(77), due: .at(1)),
            .cancelTimer(TimerID(77), reason, at: .at(1)),
        ])
        #expect(results.map(\.failure?.code) == [nil, nil, .conflict, .conflict, .notFound, .notFound])
        let timers = try list(bench)
        #expect(timers.map(\.due) == [.at(200), .at(500)])
        #expect(timers[0].state == .cancelled && timers[0].reason == reason && timers[0].endedAt == .at(7))
        #expect(timers[1].isMoved && timers[1].state == .pending)
        #expect(try bench.store.nextTimer() == .at(500))
    }

    @Test(arguments: StoreUnderTest.all)
    func `are listed by person, type, state and time, page by page`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        for number in 0..<6 {
            try bench.append(
                event(bench, "c\(number)", person: number % 2 == 0 ? "even" : "odd", due: [Int64(100 - number), 200])
            )
        }
        let all = try list(bench)
        #expect(all.map(\.due) == (0..<6).reversed().map { .at(100 - $0) } + [Timestamp](repeating: .at(200), count: 6))
        #expect(try list(bench) { $0.person = "digest of odd" }.map(\.eventID) == ["c5", "c3", "c1", "c1", "c3", "c5"])
        #expect(try list(bench) { $0.person = "odd" }.isEmpty, "the digest is asked for, not the name")
        #expect(try list(bench) { $0.dueBefore = .at(97) }.map(\.eventID) == ["c5", "c4"])
        #expect(
            try list(bench) {
                $0.type = "cert.*"; $0.emit = "cert.expiring"
            }.count == 12
        )
        #expect(try list(bench) { $0.type = "course.*" }.isEmpty && list(bench) { $0.emit = "nothing" }.isEmpty)
        for person in [nil, "digest of even"] as [String?] {
            var query = TimerQuery()
            (query.limit, query.person) = (4, person)
            var paged: [TimerRecord] = []
            repeat {
                let page = try bench.store.timers(query)
                paged += page.items
                query.cursor = page.next
            } while query.cursor != nil
            #expect(paged == all.filter { person == nil || $0.person == "even" })
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `are revised, as far as they still are what they were`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let sequence = try bench.append(event(bench, due: [100, 200, 300, 400])).event.sequence
        let ids = try list(bench).map(\.id)
        let old = TimerRules(type: "cert.issued", digest: Self.rules)
        #expect(try bench.store.timerRules() == [old])
        let set = try #require(try bench.store.timerSets(under: old, after: nil, limit: 9).first)
        #expect(set.timers.map(\.id) == ids && set.timers.allSatisfy { $0.key == Self.key })
        #expect(try bench.store.timerSets(under: old, after: sequence, limit: 9).isEmpty)

        _ = try bench.store.commit([.moveTimer(ids[0], due: .at(50))])
        let other = KeyDigest(high: 5, low: 5)
        var revision = TimerRevision(event: sequence, rules: other, at: .at(10))
        revision.changed = [
            .init(timer: ids[0], due: .at(110), key: other, kind: .moved),
            .init(timer: ids[1], due: .at(210), key: nil, kind: .moved),
        ]
        revision.dropped = [ids[2]]
        revision.added = [NewTimer(emit: "cert.expired", offset: 9, due: .at(900))]
        for _ in 0..<2 { _ = try bench.store.commit([.reviseTimers(revision)]) }
        #expect(
            try list(bench).map(\.due) == [.at(50), .at(210), .at(300), .at(400), .at(900)],
            "a person's time stays"
        )
        let dropped = try #require(try bench.store.timer(ids[2]))
        #expect(dropped.state == .cancelled && dropped.reason?.code == "undeclared")
        #expect(try bench.store.timer(ids[0])?.person == "learner1" && list(bench).last?.person == "learner1")
        let now = TimerRules(type: "cert.issued", digest: other)
        #expect(try bench.store.timerRules() == [now])

        let again = try #require(try bench.store.timerSets(under: now, after: nil, limit: 9).first)
        #expect(again.timers.first { $0.id == ids[2] }?.isUndeclared == true)
        var back = TimerRevision(event: sequence, rules: Self.rules, at: .at(11))
        back.changed = [.init(timer: ids[2], due: .at(310), key: nil, kind: .revived)]
        back.dropped = try list(bench).map(\.id).filter { $0 != ids[2] }
        _ = try bench.store.commit([.reviseTimers(back)])
        #expect(try list(bench) { $0.states = [.pending] }.map(\.due) == [.at(310)])
        // Nothing is kept of the event once nothing is pending.
        _ = try bench.store.commit([.cancelTimer(ids[2], Reason(code: "x", text: "x"), at: .at(12))])
        #expect(try bench.store.timerRules().isEmpty)
        #expect(try bench.store.commit([.reviseTimers(revision)]).first?.failure == nil)
        #expect(try bench.store.pendingTimers() == 0)
    }

    @Test(arguments: StoreUnderTest.all)
    func `go with their event when it is erased, and with the person when nothing else is left`(kind: StoreUnderTest)
        throws
    {
        let bench = try Workbench(kind)
        let first = try bench.append(event(bench)).event.sequence
        try bench.append(event(bench, "cert-2", person: "learner2"))
        let job = try #require(
            try bench.store.commit([.begin(NewJob(kind: .erase, request: [], end: 9, total: nil, at: .at(1)))]).first?
                .begun
        )
        _ = try bench.store.commit([.advance(JobStep(job: job, work: .erase([first]), cursor: 1, at: .at(2)))])
        #expect(try list(bench).map(\.eventID) == ["cert-2", "cert-2"])
        try bench.append(event(bench, "cert-3", person: "learner10", due: (0..<600).map { 1000 + $0 }))
        var steps = 0
        while case .personForgotten(isDone: false)? = try bench.store.commit([.forgetPerson("digest of learner10")])
            .first
        {
            steps += 1
        }
        #expect(steps >= 2, "in bounded steps")
        #expect(
            try list(bench) { $0.limit = 500 }.map(\.eventID) == ["cert-2", "cert-2"],
            "a part of a name is no name"
        )
        #expect(
            try bench.store.timerSets(under: TimerRules(type: "cert.issued", digest: Self.rules), after: nil, limit: 9)
                .count == 1
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `outlive the payload, and go with retention once they are done`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        try bench.append(event(bench, due: [100, 86_400 * 400]))
        let ids = try list(bench).map(\.id)
        _ = try bench.store.commit([.fire(ids[0], emitted(bench), at: .at(101))])
        func maintain(day: Int64) throws {
            for _ in 0..<100 {
                let report = try bench.store.maintain(.standard, at: .at(day * 86_400), budget: .milliseconds(5))
                if report.isDone { return }
            }
        }
        try maintain(day: 29)
        #expect(try list(bench).count == 2)
        try maintain(day: 90)
        #expect(try list(bench).map(\.id) == [ids[1]] && bench.store.event("cert-1", source: nil) == nil)
        let due = try #require(try bench.store.dueTimers(by: .at(86_400 * 400), limit: 9).first)
        #expect(due.origin.id == "cert-1" && due.origin.data == Array(#"{"n":1}"#.utf8))
        #expect(try list(bench).first?.eventID == "cert-1")
    }
}

extension StoreResult {
    fileprivate var fired: AppendedEvent? {
        guard case .fired(let event) = self else { return nil }
        return event
    }
}
