internal import PenstockCore
internal import Testing

@Suite struct `What a store keeps of revisions` {
    @Test(arguments: StoreUnderTest.all)
    func `the same set is the same revision, and a name keeps its number`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var changed = Workbench.declarations
        changed[0].selector = #"{"type":"user.*"}"#
        let other = try bench.store.adopt(
            changed + [PipelineDeclaration(name: "chat", selector: "{}")],
            digest: "a",
            at: .at(1)
        )
        #expect(other.revision != bench.revision)
        #expect(other.pipelines["hr"] == bench.hr && other.pipelines["mail"] == bench.mail)
        #expect(Set(other.pipelines.values).count == 3)
        try bench.reopen()
        let same = try bench.store.adopt(Workbench.declarations.reversed(), digest: "a", at: .at(2))
        #expect(same.revision == bench.revision)
        let edited = try bench.store.adopt(Workbench.declarations, digest: "b", at: .at(2))
        #expect(edited.revision != bench.revision, "the same selectors with other stages are another revision")
        #expect(same.pipelines == ["hr": bench.hr, "mail": bench.mail])
        #expect(try bench.store.documents(of: bench.revision) == Workbench.declarations.reversed())
        #expect(
            try bench.store.selectors(of: bench.revision)
                == Workbench.declarations.reversed().map { PipelineDeclaration(name: $0.name, selector: $0.selector) }
        )
        #expect(
            try bench.store.selectors(of: other.revision).map(\.selector) == ["{}"] + changed.reversed().map(\.selector)
        )
        #expect(try bench.store.selectors(of: RevisionID(99)).isEmpty)
        #expect(throws: StoreError.self) {
            try bench.store.adopt([Workbench.declarations[0], Workbench.declarations[0]], digest: "a", at: .at(3))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `documents are kept as they were first given, and given later where there were none`(
        kind: StoreUnderTest
    ) throws {
        let bench = try Workbench(kind)
        var layout = Workbench.declarations
        layout[0].document?.text = "# a remark\nname: mail\n"
        let same = try bench.store.adopt(layout, digest: "a", at: .at(1))
        #expect(same.revision == bench.revision)
        #expect(try bench.store.documents(of: bench.revision) == Workbench.declarations.reversed())

        var bare = Workbench.declarations
        for index in bare.indices { bare[index].document = nil }
        let old = try bench.store.adopt(bare, digest: "b", at: .at(2)).revision
        #expect(try bench.store.documents(of: old).map(\.document) == [nil, nil])
        bare[1].document = layout[1].document
        #expect(try bench.store.adopt(bare, digest: "b", at: .at(3)).revision == old)
        #expect(try bench.store.adopt(layout, digest: "b", at: .at(4)).revision == old)
        try bench.reopen()
        #expect(try bench.store.documents(of: old).map(\.document) == layout.reversed().map(\.document))
        #expect(try bench.store.documents(of: RevisionID(99)).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `they are listed newest first, with when they were first adopted`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let second = try bench.store.adopt([Workbench.declarations[0]], digest: "b", at: .at(5)).revision
        let none = try bench.store.adopt([], digest: "c", at: .at(6)).revision
        _ = try bench.store.adopt(Workbench.declarations, digest: "a", at: .at(7))
        let all = [
            RevisionRecord(id: none, adoptedAt: .at(6), pipelineCount: 0),
            RevisionRecord(id: second, adoptedAt: .at(5), pipelineCount: 1),
            RevisionRecord(id: bench.revision, adoptedAt: .at(0), pipelineCount: 2),
        ]
        #expect(try bench.store.revisions(before: nil, limit: 50) == all)
        #expect(try bench.store.revisions(before: nil, limit: 2) == Array(all.prefix(2)))
        #expect(try bench.store.revisions(before: second, limit: 50) == [all[2]])
        #expect(try bench.store.revision(second) == all[1])
        #expect(try bench.store.revision(RevisionID(99)) == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a delivery has its event's until it is worked on, and then the one it was worked on under`(
        kind: StoreUnderTest
    ) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        #expect(try bench.record(id).revision == bench.revision)
        #expect(try !bench.record(id).hasBegun)
        try bench.settle(
            Settlement(delivery: id, state: .waiting, due: .at(3), revision: RevisionID(7), at: .at(2))
        )
        #expect(try bench.record(id).revision == RevisionID(7) && bench.record(id).hasBegun)
        try bench.settle(Settlement(delivery: id, state: .waiting, due: .at(3), at: .at(2)))
        #expect(try bench.record(id).revision == RevisionID(7), "it was given up without being asked")

        let dead = try bench.delivery()
        _ = try bench.store.commit([.park(dead, Reason(code: "paused", text: "by hand"), at: .at(2))])
        let late = bench.attempt(1, .transient)
        try bench.settle(
            Settlement(delivery: dead, state: .waiting, due: .at(3), attempt: late, revision: RevisionID(8), at: .at(2))
        )
        #expect(try bench.record(dead).state == .held && bench.record(dead).revision == RevisionID(8))
    }

    @Test(arguments: StoreUnderTest.all)
    func `a message that is kept says which made it, and so does an attempt`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        var attempt = bench.attempt(1, .transient)
        var message = `Settling deliveries`.message
        message.revision = RevisionID(3)
        try bench.settle(
            Settlement(delivery: id, state: .waiting, due: .at(2), attempt: attempt, rendered: message, at: .at(2))
        )
        try bench.reopen()
        #expect(try bench.waiting(bench.hr, dueBy: .at(2)).first?.rendered == message)
        attempt.number = 2
        attempt.rendering = RevisionID(3)
        try bench.settle(Settlement(delivery: id, state: .delivered, attempt: attempt, at: .at(4)))
        #expect(try bench.store.attempts(of: id).map(\.rendering) == [nil, RevisionID(3)])
        #expect(try bench.record(id).revision == bench.revision, "where it says nothing, the last attempt does")
    }

    @Test(arguments: StoreUnderTest.all)
    func `one that a job made has none before it is worked on`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let event = try bench.append(bench.event(to: [bench.hr])).event.sequence
        let new = NewJob(kind: .replay, request: [1], end: 9, total: 1, at: .at(2))
        let job = try #require(bench.store.commit([.begin(new)]).first?.begun)
        let replayed = ReplayedDelivery(event: event, pipeline: bench.mail, replayOf: nil)
        _ = try bench.store.commit([
            .advance(JobStep(job: job, work: .replay([replayed]), cursor: 1, skipped: 0, at: .at(3)))
        ])
        #expect(try bench.store.deliveries(of: event).map(\.revision) == [bench.revision, nil])
    }
}
