internal import PenstockCore
internal import Testing

@Suite struct `Jobs` {
    private func begin(_ bench: Workbench, _ kind: Job.Kind = .replay, total: Int? = 3) throws -> JobID {
        let new = NewJob(kind: kind, request: Array(#"{"type":"course.*"}"#.utf8), end: 9, total: total, at: .at(2))
        return try #require(bench.store.commit([.begin(new)]).first?.begun)
    }

    private func advance(_ bench: Workbench, _ step: JobStep) throws -> StoreResult {
        try #require(bench.store.commit([.advance(step)]).first)
    }

    private func job(_ bench: Workbench, _ id: JobID) throws -> Job { try #require(try bench.store.job(id)) }

    @Test(arguments: StoreUnderTest.all, Job.Kind.allCases)
    func `a job is kept with its place, through a restart`(store: StoreUnderTest, kind: Job.Kind) throws {
        let bench = try Workbench(store)
        let id = try begin(bench, kind, total: kind == .erase ? nil : 3)
        var expected = Job(
            id: id,
            kind: kind,
            state: .running,
            request: Array(#"{"type":"course.*"}"#.utf8),
            end: 9,
            cursor: 0,
            total: kind == .erase ? nil : 3,
            done: 0,
            skipped: 0,
            reason: nil,
            createdAt: .at(2),
            updatedAt: .at(2)
        )
        #expect(try job(bench, id) == expected)
        _ = try advance(bench, JobStep(job: id, work: .nothing, cursor: 5, skipped: 2, at: .at(3)))
        try bench.reopen()
        (expected.cursor, expected.skipped, expected.updatedAt) = (5, 2, .at(3))
        #expect(try job(bench, id) == expected)
        #expect(try bench.store.job(JobID(99)) == nil)
    }

    @Test(arguments: StoreUnderTest.all, [Job.State.done, .cancelled, .failed])
    func `a job that has ended does nothing more`(kind: StoreUnderTest, state: Job.State) throws {
        let bench = try Workbench(kind)
        let event = try bench.append(bench.event(to: [bench.hr])).event.sequence
        let id = try begin(bench)
        let reason = Reason(code: "word", text: "a sentence")
        let last = JobStep(job: id, work: .nothing, cursor: 7, ends: state, reason: reason, at: .at(4))
        #expect(try advance(bench, last).advanced == [])
        let again = ReplayedDelivery(event: event, pipeline: bench.hr, replayOf: nil)
        let late = JobStep(job: id, work: .replay([again]), cursor: 8, at: .at(5))
        #expect(try advance(bench, late).failure?.code == .conflict)
        let unknown = JobStep(job: JobID(99), work: .nothing, cursor: 8, at: .at(5))
        #expect(try advance(bench, unknown).failure?.code == .notFound)
        let found = try job(bench, id)
        #expect(found.state == state && found.reason == reason && found.cursor == 7 && found.done == 0)
        #expect(try bench.store.deliveries(of: event).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a replay makes new deliveries that name the ones they repeat`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let events = try (0..<3).map { try bench.append(bench.event(id: "c-\($0)", to: $0 == 2 ? [] : [bench.hr])) }
        let first = events[0].deliveries[0].id
        _ = try bench.finish(first)
        let id = try begin(bench)
        let work: [ReplayedDelivery] = [
            ReplayedDelivery(event: events[0].event.sequence, pipeline: bench.hr, replayOf: first),
            ReplayedDelivery(event: events[2].event.sequence, pipeline: bench.mail, replayOf: nil),
            ReplayedDelivery(event: EventSequence(99), pipeline: bench.hr, replayOf: nil),
        ]
        let step = JobStep(job: id, work: .replay(work), cursor: 3, skipped: 4, at: .at(8))
        #expect(try advance(bench, step).advanced == [bench.hr, bench.mail])
        try bench.reopen()
        let found = try job(bench, id)
        #expect(found.done == 2 && found.skipped == 5 && found.cursor == 3 && found.state == .running)

        let own = try bench.store.deliveries(of: events[0].event.sequence)
        #expect(own.map(\.job) == [nil, id] && own.map(\.replayOf) == [nil, first])
        #expect(own.map(\.state) == [.delivered, .pending] && own[1].createdAt == .at(8))
        #expect(try bench.store.event("c-0", source: nil)?.deliveryCount == 2)
        let fresh = try bench.store.deliveries(of: events[2].event.sequence)
        #expect(fresh.map(\.pipeline) == ["mail"] && fresh.map(\.replayOf) == [nil])
        #expect(try bench.store.events(EventQuery()).items.map(\.deliveryCount) == [1, 1, 2])
        let claimed = try #require(try bench.pending(bench.hr).last)
        #expect(claimed.id == own[1].id && claimed.replayOf == first && claimed.event == events[0].event)
        #expect(try bench.backlog(bench.hr).pending == 2)
        // The event is answered with what was made with it.
        let again = try bench.append(bench.event(id: "c-0", to: [bench.hr]))
        #expect(again.deliveries == events[0].deliveries)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a step that cannot be done leaves the job where it was`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let event = try bench.append(bench.event(to: [bench.hr])).event.sequence
        let id = try begin(bench)
        let work = [bench.hr, PipelineID(99)].map { ReplayedDelivery(event: event, pipeline: $0, replayOf: nil) }
        #expect(
            try advance(bench, JobStep(job: id, work: .replay(work), cursor: 3, at: .at(8))).failure?.code == .notFound
        )
        #expect(try job(bench, id).cursor == 0 && bench.store.deliveries(of: event).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a bulk retry passes over what is pending, behind or unknown`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let (dead, pending) = (try bench.delivery(), try bench.delivery(to: bench.mail))
        let line = try (0..<2).map { _ in try bench.keyed(order: 1).id }
        for id in [dead, line[0]] { _ = try bench.finish(id, .dead) }
        let id = try begin(bench, .retry)
        let work = JobStep.Work.retry([dead, pending, line[1], line[0], DeliveryID(99)], render: false)
        #expect(try advance(bench, JobStep(job: id, work: work, cursor: 9, at: .at(8))).advanced == [bench.hr])
        #expect(try bench.waiting(bench.hr, dueBy: .at(8)).map(\.id) == [dead, line[0]])
        #expect(try bench.record(line[1]).reason?.code == "behind")
        let found = try job(bench, id)
        #expect(found.done == 2 && found.skipped == 3)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a bulk cancellation ends what is as it was chosen, and passes over the rest`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let (pending, dead, arrived) = (try bench.delivery(), try bench.delivery(to: bench.mail), try bench.delivery())
        let line = try (0..<3).map { _ in try bench.keyed(order: 1).id }
        _ = try bench.finish(dead, .dead)
        _ = try bench.finish(arrived)
        let id = try begin(bench, .cancel)
        let reason = Reason(code: "cancelled", text: "by hand")
        let chosen = [line[1], line[0], dead, arrived, pending, DeliveryID(99)]
        let work = JobStep.Work.cancel(chosen, from: [.pending, .held], reason)
        let result = try advance(bench, JobStep(job: id, work: work, cursor: 9, at: .at(8)))
        #expect(result.ended == [line[1]: bench.hr, line[0]: bench.hr, pending: bench.hr])
        #expect(result.advanced == [bench.hr], "the third in line goes on")
        try bench.reopen()
        #expect(try bench.waiting(bench.hr, dueBy: .at(8)).map(\.id) == [line[2]])
        for cancelled in [line[0], line[1], pending] {
            let record = try bench.record(cancelled)
            #expect(record.state == .cancelled && record.reason == reason && record.updatedAt == .at(8))
        }
        #expect(try bench.record(dead).state == .dead && bench.record(arrived).state == .delivered)
        let found = try job(bench, id)
        #expect(found.done == 3 && found.skipped == 3)
        // Nothing is done twice: what is cancelled has ended.
        let again = try advance(bench, JobStep(job: id, work: work, cursor: 9, at: .at(9)))
        #expect(again.ended == [:])
        #expect(try job(bench, id).done == 3 && job(bench, id).skipped == 9)
    }

    @Test(arguments: StoreUnderTest.all)
    func `what is erased has no contents, and is neither replayed nor tried again`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let line = try (0..<2).map { _ in try bench.keyed(order: 1).id }
        let delivered = try bench.delivery()
        var attempt = bench.attempt(1)
        attempt.result.responseBody = Array("learner1 is known".utf8)
        try bench.settle(Settlement(delivery: delivered, state: .delivered, attempt: attempt, at: .at(2)))
        let events = try [line[0], delivered].map { try bench.record($0).event }
        let id = try begin(bench, .erase)
        let step = JobStep(job: id, work: .erase(events + [EventSequence(99)]), cursor: 9, at: .at(8))
        #expect(try advance(bench, step).advanced == [bench.hr])
        #expect(try job(bench, id).done == 2 && job(bench, id).skipped == 1)
        #expect(try bench.record(line[0]).state == .cancelled)
        #expect(try bench.waiting(bench.hr, dueBy: .at(8)).map(\.id) == [line[1]])
        #expect(try bench.record(delivered).state == .delivered)
        #expect(try bench.store.attempts(of: delivered).map(\.result.responseBody) == [[]])
        #expect(try bench.store.selectEvents(Selection(), after: 0, limit: 1).items.map(\.json) == [[]])

        let retried = try bench.store.commit([.retry(delivered, render: false, at: .at(9))])
        #expect(retried.first?.failure?.code == .conflict)
        let replay = try begin(bench)
        let again = events.map { ReplayedDelivery(event: $0, pipeline: bench.hr, replayOf: nil) }
        _ = try advance(bench, JobStep(job: replay, work: .replay(again), cursor: 9, at: .at(9)))
        #expect(try job(bench, replay).skipped == 2)
    }

    @Test(arguments: StoreUnderTest.all)
    func `jobs are listed newest first`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        #expect(try bench.store.jobs(before: nil, limit: 9).isEmpty)
        let ids = try (0..<3).map { _ in try begin(bench) }
        #expect(try bench.store.jobs(before: nil, limit: 2).map(\.id) == [ids[2], ids[1]])
        #expect(try bench.store.jobs(before: ids[1], limit: 2).map(\.id) == [ids[0]])
        #expect(ids == ids.sorted())
    }
}
