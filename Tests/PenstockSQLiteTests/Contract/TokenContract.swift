internal import PenstockCore
internal import Testing

@Suite struct `What a store keeps of tokens` {
    private func token(
        _ id: String,
        _ seed: UInt8,
        scopes: Set<Scope> = [.ingest, .read],
        expiresAt: Timestamp? = nil
    ) -> AccessToken {
        AccessToken(
            id: TokenID(id),
            name: "the name of \(id)",
            digest: Array(repeating: seed, count: 32),
            scopes: scopes,
            createdAt: .at(Int64(seed)),
            expiresAt: expiresAt
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `is there after a crash, in the order in which they were made`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        #expect(try bench.store.tokens().isEmpty)
        let all = [
            token("bbbbbbbb", 2, expiresAt: .at(90)), token("aaaaaaaa", 1, scopes: [.admin]),
            token("cccccccc", 3, scopes: Set(Scope.allCases)),
        ]
        for token in all {
            guard case .issued? = try bench.store.commit([.issue(token)]).first else {
                Issue.record("not issued")
                continue
            }
        }
        try bench.crash()
        #expect(try bench.store.tokens() == all)
    }

    @Test(arguments: StoreUnderTest.all)
    func `an id and a digest are there once, and what is in the same transaction stands`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let (first, other) = (token("aaaaaaaa", 1), token("bbbbbbbb", 2))
        let results = try bench.store.commit([
            .issue(first), .issue(token("aaaaaaaa", 3)), .issue(token("cccccccc", 1)), .issue(other),
        ])
        #expect(results.map { $0.failure?.code } == [nil, .conflict, .conflict, nil])
        #expect(try bench.store.tokens() == [first, other])
    }

    @Test(arguments: StoreUnderTest.all)
    func `one is revoked once, and stays to be seen`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var one = token("aaaaaaaa", 1)
        _ = try bench.store.commit([.issue(one), .issue(token("bbbbbbbb", 2))])
        _ = try bench.store.commit([.revoke(one.id, at: .at(5))])
        _ = try bench.store.commit([.revoke(one.id, at: .at(9))])
        one.revokedAt = .at(5)
        try bench.reopen()
        #expect(try bench.store.tokens() == [one, token("bbbbbbbb", 2)])
        let none = try bench.store.commit([.revoke(TokenID("dddddddd"), at: .at(5))])
        #expect(none.first?.failure?.code == .notFound)
    }

    @Test(arguments: StoreUnderTest.all)
    func `the last use only goes forward, and one that is gone does no harm`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var one = token("aaaaaaaa", 1)
        let results = try bench.store.commit([
            .issue(one), .noteUse(one.id, at: .at(60)), .noteUse(one.id, at: .at(30)),
            .noteUse(TokenID("dddddddd"), at: .at(60)),
        ])
        #expect(results.allSatisfy { $0.failure == nil })
        one.lastUsedAt = .at(60)
        #expect(try bench.store.tokens() == [one])
    }
}
