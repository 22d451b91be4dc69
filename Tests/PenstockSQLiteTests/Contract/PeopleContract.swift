internal import PenstockCore
internal import Testing

@Suite struct `What people do to deliveries` {
    @Test(arguments: StoreUnderTest.all, DeliveryState.allCases.filter { $0 != .pending })
    func `a retry is due at once, its schedule anew`(kind: StoreUnderTest, state: DeliveryState) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        try bench.settle(
            Settlement(
                delivery: id,
                state: .waiting,
                due: .at(5),
                attempt: bench.attempt(1, .transient, resume: [1]),
                stageTries: 3,
                rendered: `Settling deliveries`.message,
                at: .at(2)
            )
        )
        try bench.settle(
            Settlement(
                delivery: id,
                state: state,
                due: .at(500),
                reason: Reason(code: "x", text: "y"),
                attempt: bench.attempt(2, .transient, resume: [2]),
                at: .at(6)
            )
        )
        let result = try bench.store.commit([.retry(id, render: false, at: .at(10))])
        #expect(result.first?.retried == bench.hr)
        let claimed = try #require(try bench.waiting(bench.hr, dueBy: .at(10)).first)
        #expect(claimed.attempts == 2 && claimed.attemptsBeforeRetry == 2 && claimed.stageTries == 0)
        #expect(claimed.resume == [2])
        #expect((claimed.rendered != nil) == (!state.isFinal || state.needsAttention))
        let record = try bench.record(id)
        #expect(record.state == .waiting && record.due == .at(10) && record.reason == nil)
        #expect(try bench.backlog(bench.hr).waiting == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a retry that renders throws the message away`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        try bench.settle(
            Settlement(delivery: id, state: .dead, rendered: `Settling deliveries`.message, at: .at(2))
        )
        _ = try bench.store.commit([.retry(id, render: true, at: .at(10))])
        #expect(try bench.store.rendered(id) == nil)
        #expect(try bench.waiting(bench.hr, dueBy: .at(10)).map(\.rendered) == [nil])
    }

    @Test(arguments: StoreUnderTest.all)
    func `what is pending or unknown cannot be retried`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        let results = try bench.store.commit([
            .retry(id, render: false, at: .at(2)), .retry(DeliveryID(99), render: false, at: .at(2)),
        ])
        #expect(results.map { $0.failure?.code } == [.conflict, .notFound])
        #expect(results[0].failure?.message.contains("pending") == true)
        #expect(try bench.record(id).state == .pending)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a resumed pipeline takes up what was held for configuration`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let login = Reason(code: "configuration", text: "the login was refused")
        let (first, second) = (try bench.delivery(), try bench.delivery())
        let other = try bench.delivery(to: bench.mail)
        try bench.settle(Settlement(delivery: first, state: .held, reason: login, at: .at(2), holdsPipeline: login))
        try bench.settle(
            Settlement(delivery: second, state: .held, reason: Reason(code: "quarantined", text: "crash"), at: .at(2))
        )
        try bench.settle(Settlement(delivery: other, state: .held, reason: login, at: .at(2), holdsPipeline: login))
        _ = try bench.store.commit([.resume(bench.hr, at: .at(7))])
        #expect(try bench.backlog(bench.hr).hold == nil)
        #expect(try bench.backlog(bench.mail).hold == login)
        #expect(try bench.waiting(bench.hr, dueBy: .at(7)).map(\.id) == [first])
        #expect(try bench.record(second).state == .held)
        #expect(try bench.record(other).state == .held)
        #expect(try bench.backlog(bench.hr).held == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a hold lasts, and a failed login does not take the place of a person's`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let paused = Reason(code: "paused", text: "by hand")
        let login = Reason(code: "configuration", text: "the login was refused")
        _ = try bench.store.commit([.hold(bench.hr, login), .hold(bench.hr, paused), .hold(bench.hr, login)])
        try bench.reopen()
        #expect(try bench.backlog(bench.hr).hold == paused)
        let failures = try bench.store.commit([.hold(PipelineID(99), paused), .resume(PipelineID(99), at: .at(1))])
        #expect(failures.map { $0.failure?.code } == [.notFound, .notFound])
    }

    @Test(arguments: StoreUnderTest.all)
    func `adopting lifts no hold of a pipeline that did not change`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let configuration = Reason(code: "configuration", text: "login refused")
        _ = try bench.store.commit([.hold(bench.hr, configuration), .hold(bench.mail, configuration)])
        var declarations = Workbench.declarations
        for index in declarations.indices { declarations[index].isAnew = declarations[index].name == "mail" }
        let adoption = try bench.store.adopt(declarations, digest: "a", at: .at(8))
        #expect(adoption.held == [bench.hr: configuration])
        #expect(try bench.store.adopt(Workbench.declarations, digest: "a", at: .at(9)).held.isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `adopting a new file of a plugin lets go on what the old one broke`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let fault = Reason(code: "quarantined", text: "it broke the rules four times")
        let ids = [try bench.delivery(), try bench.delivery(to: bench.mail)]
        for id in ids { try bench.settle(Settlement(delivery: id, state: .held, reason: fault, at: .at(2))) }
        _ = try bench.store.adopt(Workbench.declarations, digest: "a", at: .at(7))
        #expect(try bench.record(ids[0]).state == .held, "it is the same file")
        var declarations = Workbench.declarations
        for index in declarations.indices { declarations[index].hasNewCode = declarations[index].name == "hr" }
        _ = try bench.store.adopt(declarations, digest: "a", at: .at(8))
        #expect(try bench.waiting(bench.hr, dueBy: .at(8)).map(\.id) == [ids[0]])
        #expect(try bench.record(ids[1]).state == .held && bench.backlog(bench.mail).held == 1)
        #expect(try bench.backlog(bench.hr).held == 0 && bench.backlog(bench.hr).waiting == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `adopting lifts holds for configuration and no others`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let login = Reason(code: "configuration", text: "the login was refused")
        let gone = Reason(code: "gone", text: "the endpoint answered 410")
        let ids = [try bench.delivery(), try bench.delivery(to: bench.mail)]
        try bench.settle(Settlement(delivery: ids[0], state: .held, reason: login, at: .at(2), holdsPipeline: login))
        try bench.settle(Settlement(delivery: ids[1], state: .dead, reason: gone, at: .at(2), holdsPipeline: gone))
        let adoption = try bench.store.adopt(Workbench.declarations, digest: "a", at: .at(8))
        #expect(adoption.held == [bench.mail: gone])
        #expect(try bench.waiting(bench.hr, dueBy: .at(8)).map(\.id) == [ids[0]])
        #expect(try bench.record(ids[1]).state == .dead)
    }
}
