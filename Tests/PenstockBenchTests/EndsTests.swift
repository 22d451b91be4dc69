import Glibc
import PenstockBench
import Testing

@Suite struct `Ledger of events` {
    @Test(arguments: IDOrder.allCases)
    func `every id leads back to its event, and to no other`(ids: IDOrder) throws {
        let ledger = try Ledger(capacity: 20_000, ids: ids, seed: 0x1234_5678_9ABC_DEF0)
        var numbers: Set<UInt64> = []
        for index in 0..<ledger.capacity {
            let number = ledger.number(of: index)
            numbers.insert(number)
            let text = String(number, radix: 16)
            let id = "evt-" + String(repeating: "0", count: 16 - text.count) + text
            #expect(ledger.index(in: #"{"type":"evt-less","id":"\#(id)","data":{}}"#) == index)
        }
        #expect(numbers.count == ledger.capacity)
    }

    @Test func `sequential ids rise, and random ones do not`() throws {
        let sequential = try Ledger(capacity: 1000, ids: .sequential, seed: 1)
        #expect((0..<1000).map { sequential.number(of: $0) } == Array(0..<1000))
        let random = try Ledger(capacity: 1000, ids: .random, seed: 1)
        let rising = (1..<1000).count { random.number(of: $0) > random.number(of: $0 - 1) }
        #expect(rising > 400 && rising < 600)
    }

    @Test(arguments: ["", "evt-", "evt-00000000000000", "evt-000000000000000g", "evt-00000000000003e8", "no id at all"])
    func `a text without an id of the run has none`(text: String) throws {
        #expect(try Ledger(capacity: 1000, ids: .sequential, seed: 0).index(in: text) == nil)
    }
}

@Suite struct `Generator and receiver` {
    @Test(arguments: [(1, 8), (50, 3)])
    func `what is sent arrives, each event once`(batch: Int, connections: Int) throws {
        let ledger = try Ledger(capacity: 1000, ids: .random, seed: 3)
        let receiver = try Receiver(ledger)
        let load = LoadGenerator.Load(events: 100..<700, connections: connections, batch: batch)
        let generator = try LoadGenerator(ledger, load, to: receiver.port)
        let sent = finished(generator)
        #expect(sent.isDone && sent.accepted == 600 && sent.refused == 0 && sent.resent == 0)
        #expect(receiver.arrivals.requests == 600 / batch && receiver.arrivals.strangers == 0)
        // A batch is one request, and the receiver looks for one event in each.
        let account = ledger.account(of: 0..<1000)
        #expect(account.accepted == 600 && account.delivered == 600 / batch && account.duplicates == 0)
        let times = ledger.times(of: 0..<1000, from: \.sent, to: \.accepted)
        #expect(times.count == 600 && (times[0] ?? 0) > 0)
    }

    @Test func `an answer comes as late as it was asked for`() throws {
        let ledger = try Ledger(capacity: 40, ids: .sequential, seed: 0)
        let receiver = try Receiver(ledger)
        receiver.answer(after: .milliseconds(20))
        let generator = try LoadGenerator(ledger, .init(events: 0..<40, connections: 10), to: receiver.port)
        #expect(finished(generator).accepted == 40)
        let times = ledger.times(of: 0..<40, from: \.arrived, to: \.accepted)
        #expect((times[0] ?? 0) >= 20_000_000)
    }

    @Test func `a generator turns to another port with everything that has no answer`() throws {
        let ledger = try Ledger(capacity: 500, ids: .sequential, seed: 0)
        var first: Receiver? = try Receiver(ledger)
        let second = try Receiver(ledger)
        first?.answer(after: .seconds(3600))
        let generator = try LoadGenerator(ledger, .init(events: 0..<500, connections: 4), to: first?.port ?? 0)
        while (first?.arrivals.requests ?? 4) < 4 { sched_yield() }
        generator.turn(to: second.port)
        // It ends with its connections, as a host that is killed.
        first = nil
        let sent = finished(generator)
        #expect(sent.accepted == 500 && sent.resent == 4)
        let account = ledger.account(of: 0..<500)
        #expect(account.lost == 0 && account.delivered == 500 && account.duplicates == 4)
    }

    private func finished(_ generator: LoadGenerator) -> LoadGenerator.Sent {
        while !generator.sent.isDone { sched_yield() }
        return generator.finish()
    }
}
