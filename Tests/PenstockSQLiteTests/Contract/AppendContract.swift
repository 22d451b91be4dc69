internal import PenstockCore
internal import Testing

@Suite struct `Appending to a store` {
    @Test(arguments: StoreUnderTest.all)
    func `an event is kept with its deliveries, whole`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var new = bench.event(id: "c-1", subject: "course/WS-101", to: [bench.hr, bench.mail])
        new.contradiction = "/score: expected a number from 0 to 100"
        new.extensions = [EventExtension(name: "traceparent", value: "00-ab-cd-01")]
        let appended = try bench.append(new)

        #expect(!appended.isDuplicate)
        #expect(appended.deliveries.map(\.pipeline) == [bench.hr, bench.mail])
        let json = new.json(id: "c-1")
        #expect(appended.event.json == json.bytes)
        #expect(appended.event.json[appended.event.dataRange] == Array(#"{"score":91}"#.utf8)[...])
        let found = try #require(try bench.store.event("c-1", source: nil))
        #expect(found.event == appended.event)
        #expect(found.deliveryCount == 2)
        let deliveries = try bench.store.deliveries(of: appended.event.sequence)
        #expect(deliveries.map(\.id) == appended.deliveries.map(\.id))
        #expect(deliveries.map(\.pipeline) == ["hr", "mail"])
        #expect(deliveries.allSatisfy { $0.state == .pending && $0.attempts == 0 && $0.subject == "course/WS-101" })
    }

    @Test(arguments: StoreUnderTest.all)
    func `an event without data, of another content type, or for nobody is kept`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var new = bench.event(data: nil, to: [])
        new.dataContentType = "application/hr+json"
        let appended = try bench.append(new)
        let found = try #require(try bench.store.event(appended.event.id, source: "/lms"))
        #expect(found.event == appended.event)
        #expect(found.event.dataRange.isEmpty)
        #expect(found.event.dataContentType == "application/hr+json")
        #expect(try bench.store.deliveries(of: appended.event.sequence).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `ids that the store makes are its own and name the sequence`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let events = try (0..<3).map { _ in try bench.append(bench.event(to: [bench.hr])).event }
        for event in events { #expect(bench.store.id.event(event.id) == event.sequence) }
        #expect(events.map(\.sequence) == events.map(\.sequence).sorted())
        #expect(Set(events.map(\.id)).count == 3)
    }

    @Test(arguments: StoreUnderTest.all)
    func `the same source and id is answered as the first time`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let first = try bench.append(bench.event(id: "c-1", to: [bench.hr, bench.mail]))
        try bench.reopen()
        let again = try bench.append(bench.event(id: "c-1", at: .at(9), to: [bench.hr]))
        #expect(again.isDuplicate && !again.differs)
        #expect(again.event == first.event)
        #expect(again.deliveries == first.deliveries)
        let other = try bench.append(bench.event(id: "c-1", data: #"{"score":12}"#, to: [bench.hr]))
        #expect(other.isDuplicate && other.differs)
        #expect(other.event == first.event)
        let elsewhere = try bench.append(bench.event(id: "c-1", source: "/other", to: [bench.hr]))
        #expect(!elsewhere.isDuplicate)
        #expect(try bench.backlog(bench.hr).pending == 2)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a duplicate within one batch delivers nothing twice`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let event = bench.event(id: "c-1", to: [bench.hr])
        let results = try bench.store.commit([.append(event), .append(event)]).compactMap(\.appended)
        #expect(results.map(\.isDuplicate) == [false, true])
        #expect(results[0].event == results[1].event)
        #expect(results[0].deliveries == results[1].deliveries)
        #expect(try bench.pending(bench.hr).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `an id that the store made, sent back from the same source, is a duplicate`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let first = try bench.append(bench.event(to: [bench.hr]))
        let back = try bench.append(bench.event(id: first.event.id, to: [bench.hr]))
        #expect(back.isDuplicate && !back.differs)
        #expect(back.deliveries == first.deliveries)
        let changed = try bench.append(bench.event(id: first.event.id, data: "{}", to: [bench.hr]))
        #expect(changed.isDuplicate && changed.differs)
        let elsewhere = try bench.append(bench.event(id: first.event.id, source: "/other", to: []))
        #expect(!elsewhere.isDuplicate)
        #expect(try bench.store.event(first.event.id, source: nil)?.event.sequence == elsewhere.event.sequence)
        #expect(try bench.store.event(first.event.id, source: "/lms")?.event.sequence == first.event.sequence)
    }

    @Test(arguments: StoreUnderTest.all)
    func `numbers go on after a restart`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let (id, first) = (bench.store.id, try bench.append(bench.event(to: [bench.hr])))
        try bench.reopen()
        let second = try bench.append(bench.event(to: [bench.hr]))
        #expect(bench.store.id == id)
        #expect(second.event.sequence > first.event.sequence)
        #expect(second.deliveries[0].id > first.deliveries[0].id)
    }

    @Test(arguments: StoreUnderTest.all)
    func `an operation that fails leaves the others`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let delivery = try bench.delivery()
        let nobody = PipelineID(99)
        let results = try bench.store.commit([
            .append(bench.event(id: "c-1", to: [bench.hr])),
            .append(bench.event(id: "c-2", to: [bench.hr, nobody])),
            // It fails behind its own row: the consequence is for a pipeline that does not exist.
            .settle(
                Settlement(
                    delivery: delivery,
                    state: .dead,
                    attempt: bench.attempt(1, .permanent),
                    at: .at(2),
                    consequences: [
                        bench.event(type: "penstock.delivery.dead", to: [bench.mail]),
                        bench.event(source: "/new", type: "penstock.delivery.new", to: [nobody]),
                    ]
                )
            ),
            .append(bench.event(id: "c-3", source: "/new", type: "penstock.delivery.new", to: [bench.mail])),
        ])
        #expect(results[0].appended != nil)
        #expect(results[1].failure?.code == .notFound)
        #expect(results[2].failure?.code == .notFound)
        #expect(results[3].appended != nil)
        #expect(try bench.store.event("c-2", source: nil) == nil)
        #expect(try bench.record(delivery).state == .pending)
        #expect(try bench.store.attempts(of: delivery).isEmpty)
        #expect(try bench.backlog(bench.hr).pending == 2)
        #expect(try bench.backlog(bench.mail).pending == 1)
        // What failed took no id with it.
        #expect(try !bench.append(bench.event(id: "c-2", to: [bench.hr])).isDuplicate)
        #expect(try bench.store.events(EventQuery()).items.map(\.event.type).filter(\.isSystemType).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `nothing to do is done`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        #expect(try bench.store.commit([]).isEmpty)
    }
}
