import PenstockBench
import Testing

@Suite struct `Percentiles of times` {
    @Test(arguments: [(0.5, 50), (0.9, 90), (0.99, 99), (1.0, 100), (0.001, 1), (0.0, 1)] as [(Double, Int64)])
    func `are by nearest rank`(share: Double, expected: Int64) {
        #expect(Percentiles(Array((1...100).reversed()))[share] == expected)
    }

    @Test func `of one time are that time, and of none are nothing`() {
        #expect(Percentiles([7])[0.5] == 7)
        #expect(Percentiles([7])[0.99] == 7)
        #expect(Percentiles([])[0.5] == nil)
    }
}

@Suite struct `Account of events` {
    private func account(_ entries: Entry...) -> Account {
        var account = Account()
        for entry in entries { account.add(entry) }
        return account
    }

    @Test func `tells what was lost, what came twice, and what came though its answer did not`() {
        let account = account(
            Entry(sent: 1, accepted: 2, arrived: 3, arrivals: 1),
            Entry(sent: 2, accepted: 3, arrived: 9, arrivals: 3),
            Entry(sent: 3, accepted: 4),
            Entry(sent: 4, arrived: 6, arrivals: 1),
            Entry(sent: 5),
            Entry()
        )
        #expect(account.accepted == 3 && account.delivered == 3)
        #expect(account.lost == 1 && account.duplicates == 2 && account.unanswered == 1)
        #expect(account.firstSent == 1 && account.firstArrived == 3 && account.lastArrived == 9)
        #expect(account.lastAccepted == 4)
    }

    @Test func `counts a rate from the first that was sent to the last that arrived`() {
        let entries = [
            Entry(sent: 1_000_000_000, accepted: 1_100_000_000, arrived: 2_000_000_000, arrivals: 1),
            Entry(sent: 1_000_000_000, accepted: 1_500_000_000, arrived: 3_000_000_000, arrivals: 1),
        ]
        let account = account(entries[0], entries[1])
        #expect(account.deliveriesPerSecond == 1)
        #expect(account.acceptedPerSecond == 4)
        #expect(Account().deliveriesPerSecond == 0)
    }
}

@Suite struct `Reading of a process` {
    @Test func `memory is in bytes`() throws {
        let status = "Name:\tpenstock\nVmHWM:\t   61440 kB\nVmRSS:\t    2048 kB\nRssAnon:\t    1024 kB\nThreads:\t14\n"
        let memory = try #require(Memory(status: status))
        #expect(memory.resident == 2_097_152 && memory.peak == 62_914_560 && memory.anonymous == 1_048_576)
        #expect(Memory(status: "Name:\tpenstock\nState:\tZ (zombie)\n") == nil)
    }

    @Test func `a thread has its name and its time on a processor`() {
        let thread = ThreadTime(id: 7, name: "writer\n", schedstat: "57725433 213378 16\n")
        #expect(thread == ThreadTime(id: 7, name: "writer", time: 57_725_433))
        #expect(ThreadTime(id: 7, name: "writer\n", schedstat: "\n") == nil)
    }

    @Test(arguments: [
        ("processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\n", "Some CPU @ 2.00GHz"),
        ("processor\t: 0\nCPU part\t: 0xd0c\n", "0xd0c"), ("", "unknown"),
    ])
    func `the processor is named by what the kernel has`(text: String, name: String) {
        #expect(Machine.processor(in: text) == name)
    }
}

@Suite struct `Split of the CPU time` {
    @Test(arguments: [
        ("NIO-SGLTN-1-#1", CPUPart.httpIn), ("http-out", .httpOut), ("writer", .store), ("read-0", .store),
        ("stage-1", .rest), ("timer", .rest), ("penstock", .rest),
    ])
    func `a thread works for a part`(thread: String, part: CPUPart) {
        #expect(CPUPart(thread: thread) == part)
    }

    @Test func `threads have their share of what was used meanwhile`() {
        let before = [ThreadTime(id: 1, name: "writer", time: 100), ThreadTime(id: 2, name: "stage-0", time: 50)]
        let after = [
            ThreadTime(id: 1, name: "writer", time: 200), ThreadTime(id: 2, name: "stage-0", time: 50),
            ThreadTime(id: 3, name: "NIO-ELT-0-#0", time: 300),
        ]
        let split = CPUSplit(threads: before, after)
        #expect(split.origin == .threads)
        #expect(split.shares[.store] == 0.25 && split.shares[.httpIn] == 0.75 && split.shares[.rest] == 0)
        #expect(CPUSplit(threads: before, before).shares.values.allSatisfy { $0 == 0 })
    }

    @Test func `samples go to the part of their library, of their module, and else of their thread`() throws {
        let report = """
            # a comment
                40.00%|          40|NIO-SGLTN-1-#1|[kernel.kallsyms]|[k] tcp_sendmsg
                10.00%|          10|NIO-SGLTN-1-#1|penstock|[.] $s14PenstockEngine6IntakeV
                20.00%|          20|stage-0|libcurl.so.4.8.0|[.] 0x0000000000033000
                20.00%|          20|writer|libsqlite3.so.0.8.6|[.] sqlite3_step
                10.00%|          10|stage-0|libSignatures.so|[.] $s12_CryptoExtras

            """
        let split = try #require(CPUSplit(perf: report))
        #expect(split.origin == .perf)
        #expect(split.shares[.httpIn] == 0.4 && split.shares[.httpOut] == 0.2 && split.shares[.store] == 0.2)
        #expect(split.shares[.rest] == 0.2)
    }

    @Test(arguments: ["", "# nothing\n", "  90.00%|  90|writer|libsqlite3.so.0|[.] sqlite3_step\n"])
    func `samples without the kernel are no split`(report: String) {
        #expect(CPUSplit(perf: report) == nil)
    }
}
