internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

@Suite struct `A full disk` {
    @Test func `nothing of the transaction is written, and the store goes on when there is room`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try SQLiteStore(directory: directory.path).close()
        let connection = try Connection(path: directory.path + "/penstock.db")
        // SQLite's own limit fails as a full disk does.
        try connection.execute("PRAGMA max_page_count = 60")
        var writer = try Writer(connection)
        let adoption = try writer.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        let hr = try #require(adoption.pipelines["hr"])
        func event(bytes: Int) -> StoreOperation {
            .append(
                NewEvent(
                    id: "c-\(bytes)",
                    source: "/lms",
                    type: "course.completed",
                    subject: nil,
                    time: .at(0),
                    data: Array(repeating: UInt8(ascii: "1"), count: bytes),
                    acceptedAt: .at(0),
                    revision: adoption.revision,
                    deliveries: [NewDelivery(pipeline: hr)]
                )
            )
        }
        let before = writer.counters
        let error = #expect(throws: StoreError.self) {
            try writer.commit([event(bytes: 1), event(bytes: 400_000)])
        }
        #expect(error?.code == .full)
        #expect(writer.counters == before)
        #expect(try writer.claimPending(hr, after: nil, limit: 9, bytes: .max).isEmpty)
        let appended = try #require(try writer.commit([event(bytes: 1)]).first?.appended)
        #expect(!appended.isDuplicate)
        #expect(try writer.claimPending(hr, after: nil, limit: 9, bytes: .max).map(\.event) == [appended.event])
    }
}
