internal import PenstockCore
internal import Testing

extension StoreModel {
    /// Compares all that a store holds.
    func check(_ store: any EventStore) throws {
        for (id, row) in rows { try check(id, row, store) }
        for event in events {
            let found = try #require(try store.event(event.event.id, source: event.event.source))
            let replays = rows.filter { $0.value.event.sequence == event.event.sequence && $0.value.job != nil }.keys
            #expect(found.event == event.event)
            #expect(try store.event(event.event.sequence)?.event == event.event)
            #expect(found.deliveryCount == event.deliveries.count + replays.count)
            let all = try store.deliveries(of: event.event.sequence).map(\.id)
            #expect(all == event.deliveries.map(\.id) + replays.sorted())
        }
        for job in jobs.values { #expect(try store.job(job.id) == job) }
        #expect(try store.jobs(before: nil, limit: .max).map(\.id) == jobs.keys.sorted(by: >))
        #expect(try store.newest().delivery == rows.keys.max() ?? DeliveryID(0))
        #expect(try store.learned(of: nil, before: nil, limit: .max) == learned.reversed())
        #expect(try store.sourceMemories() == sourceMemories)
        for (key, value) in pluginState { #expect(try store.pluginState(key) == value) }
        for line in try store.backlog() { try check(line, store) }
    }

    private func check(_ id: DeliveryID, _ row: Row, _ store: any EventStore) throws {
        let record = try #require(try store.delivery(id))
        #expect(record.state == row.state && record.due == row.due)
        #expect(record.reason?.code == row.reason?.code)
        // What the store itself says of a delivery is its own to word.
        if let reason = row.reason, !reason.text.isEmpty { #expect(record.reason == reason) }
        #expect(record.attempts == (row.attempts.last?.number ?? 0))
        #expect(record.createdAt == row.createdAt && record.updatedAt == row.updatedAt)
        #expect(record.event == row.event.sequence && record.eventID == row.event.id)
        #expect(record.hasRendered == (row.rendered != nil))
        let first = row.job == nil ? row.event.revision : nil
        #expect(record.revision == row.revision ?? row.attempts.last?.revision ?? first)
        #expect(record.hasBegun == (row.revision != nil || !row.attempts.isEmpty))
        #expect(record.duplicateOf == row.duplicateOf)
        #expect(record.duplicateOfEvent == row.duplicateOf.flatMap { rows[$0]?.event.id })
        #expect(record.replayOf == row.replayOf && record.job == row.job)
        #expect(try store.attempts(of: id) == row.attempts)
        #expect(try store.rendered(id) == row.rendered)
    }

    private func check(_ line: PipelineBacklog, _ store: any EventStore) throws {
        let own = rows.filter { $0.value.pipeline == line.pipeline }
        func ids(_ state: DeliveryState) -> [DeliveryID] { own.filter { $0.value.state == state }.keys.sorted() }
        let pending = ids(.pending)
        let waiting = ids(.waiting).sorted { (rows[$0]?.due ?? .at(0), $0) < (rows[$1]?.due ?? .at(0), $1) }
        let behind = own.values.count { $0.isBehind }
        #expect(line.pending == pending.count && line.waiting == waiting.count)
        #expect(line.dead == ids(.dead).count && line.behind == behind && line.held == ids(.held).count - behind)
        #expect(line.hold == holds[line.pipeline])
        // The oldest of each state is the one with the lowest number.
        let oldest = [pending.first, ids(.waiting).first].compactMap { $0.flatMap { rows[$0]?.createdAt } }.min()
        #expect(line.oldest == oldest)
        try checkSelection(line.pipeline, Set([.held, .dead]), store)
        try checkSelection(line.pipeline, Set([.held, .delivered]), store)

        let fresh = try store.claimPending(line.pipeline, after: nil, limit: .max, bytes: .max)
        #expect(fresh.map(\.id) == pending)
        let due = try store.claimWaiting(line.pipeline, dueBy: .at(1_000_000), except: [], limit: .max, bytes: .max)
        #expect(due.map(\.id) == waiting)
        for claimed in fresh + due {
            let row = try #require(rows[claimed.id])
            #expect(claimed.event == row.event && claimed.rendered == row.rendered)
            #expect(claimed.attempts == (row.attempts.last?.number ?? 0))
            #expect(claimed.attemptsBeforeRetry == row.attemptsBeforeRetry && claimed.stageTries == row.stageTries)
            #expect(claimed.resume == (row.attempts.last?.result.resume ?? []))
            #expect(claimed.firstAttemptAt == row.firstAttemptAt && claimed.replayOf == row.replayOf)
        }
        #expect(try store.nextDue(line.pipeline, except: []) == waiting.first.flatMap { rows[$0]?.due })
    }

    private func checkSelection(
        _ pipeline: PipelineID,
        _ states: Set<DeliveryState>,
        _ store: any EventStore
    ) throws {
        var selection = Selection()
        (selection.pipeline, selection.states) = (pipeline, states)
        let expected = rows.filter { $0.value.pipeline == pipeline && states.contains($0.value.state) }.keys.sorted()
        #expect(try store.select(selection, after: 0, limit: 10_000).items.map(\.id) == expected)
    }
}
