internal import PenstockCore
internal import Testing

@Suite struct `What sources learn` {
    private func request(_ source: String = "lms", _ number: Int = 1, at time: Int64 = 1) -> NewLearnedRequest {
        NewLearnedRequest(source: source, request: Array("{\"n\":\(number)}".utf8), reason: "because", at: .at(time))
    }

    private func learn(_ bench: Workbench, _ request: NewLearnedRequest) throws -> LearnedID {
        try #require(bench.store.commit([.learn(request)]).first?.learned)
    }

    @Test(arguments: StoreUnderTest.all)
    func `is kept, newest first, through a crash`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var ids: [LearnedID] = []
        for number in 0..<5 { ids.append(try learn(bench, request(number % 2 == 0 ? "lms" : "shop", number))) }
        try bench.crash()
        #expect(try bench.store.learned(of: nil, before: nil, limit: 9).map(\.id) == ids.reversed())
        #expect(try bench.store.learned(of: "shop", before: nil, limit: 9).map(\.id) == [ids[3], ids[1]])
        #expect(try bench.store.learned(of: "lms", before: ids[4], limit: 1).map(\.id) == [ids[2]])
        #expect(try bench.store.learned(of: "none", before: nil, limit: 9).isEmpty)
        #expect(try bench.store.learnedCounts() == ["lms": 3, "shop": 2])
        let found = try #require(try bench.store.learned(ids[2]))
        #expect(
            found
                == LearnedRequest(
                    id: ids[2],
                    source: "lms",
                    request: Array("{\"n\":2}".utf8),
                    reason: "because",
                    at: .at(1)
                )
        )
        #expect(try bench.store.learned(LearnedID(99)) == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `is at most a hundred of each source, and no number is given twice`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let other = try learn(bench, request("shop"))
        let all = try bench.store.commit((0..<130).map { .learn(request("lms", $0)) }).compactMap(\.learned)
        #expect(try bench.store.learned(of: "lms", before: nil, limit: 500).map(\.id) == all.suffix(100).reversed())
        #expect(try bench.store.learned(of: "shop", before: nil, limit: 500).map(\.id) == [other])
        #expect(try bench.store.commit([.forget(all + [other])]).first?.forgotten == 101)
        #expect(try learn(bench, request()) > (all.last ?? other))
    }

    @Test(arguments: StoreUnderTest.all)
    func `is refused where it is too large, alone`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var most = request()
        most.request = [UInt8](repeating: 0x20, count: NewLearnedRequest.mostBytes)
        var more = most
        more.request.append(0x20)
        let results = try bench.store.commit([.learn(more), .learn(most)])
        #expect(results[0].failure?.code == .conflict && results[1].learned != nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `goes with an erasure, in the same step`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<3).map { try learn(bench, request("lms", $0)) }
        let job = NewJob(kind: .erase, request: Array("{}".utf8), end: 9, total: nil, at: .at(2))
        let id = try #require(bench.store.commit([.begin(job)]).first?.begun)
        let step = JobStep(job: id, work: .erase([], learned: [ids[0], ids[2], ids[0]]), cursor: 9, at: .at(3))
        _ = try bench.store.commit([.advance(step)])
        #expect(try bench.store.learned(of: nil, before: nil, limit: 9).map(\.id) == [ids[1]])
        #expect(try bench.store.job(id)?.done == 2)
    }

    @Test(arguments: StoreUnderTest.all)
    func `has beside it what is known of a source, the last one`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        _ = try bench.store.commit([.note(source: "lms", [1, 2]), .note(source: "shop", [3])])
        _ = try bench.store.commit([.note(source: "lms", [4])])
        try bench.crash()
        #expect(try bench.store.sourceMemories() == ["lms": [4], "shop": [3]])
        let most = [UInt8](repeating: 7, count: 4 << 10)
        let results = try bench.store.commit([
            .note(source: "lms", most), .note(source: "lms", most + [1]), .note(source: "lms", []),
        ])
        #expect(results.map { $0.failure?.code } == [nil, .conflict, .conflict])
        #expect(try bench.store.sourceMemories()["lms"] == most)
    }
}
