internal import PenstockCore
internal import Testing

@Suite struct `What events have told` {
    private func tell(
        _ bench: Workbench,
        _ key: String,
        _ data: String,
        id: String? = nil,
        in directory: String = "people",
        about person: String? = nil
    ) throws -> AppendedEvent {
        var event = bench.event(id: id, type: "user.added", data: data, to: [])
        event.directory = NewDirectoryEntry(directory: directory, key: key, person: person)
        return try bench.append(event)
    }

    @Test(arguments: StoreUnderTest.all)
    func `is the data of the last event about a key, also after a crash`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        _ = try tell(bench, "a", #"{"email":"old"}"#)
        let last = try tell(bench, "a", #"{"email":"new"}"#)
        _ = try tell(bench, "a", #"{"email":"other"}"#, in: "staff")
        try bench.crash()
        let row = try #require(try bench.store.directoryRow("people", key: "a"))
        #expect(row.key == "a" && row.json == Array(#"{"email":"new"}"#.utf8))
        #expect(row.event == last.event.sequence && row.acceptedAt == last.event.acceptedAt)
        #expect(try bench.store.directoryRow("staff", key: "a")?.json == Array(#"{"email":"other"}"#.utf8))
        #expect(try bench.store.directoryRow("people", key: "A") == nil)
        #expect(try bench.store.directoryRow("nobody", key: "a") == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `is not told again by a repetition`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        _ = try tell(bench, "a", #"{"n":1}"#, id: "1")
        _ = try tell(bench, "a", #"{"n":2}"#, id: "2")
        #expect(try tell(bench, "a", #"{"n":1}"#, id: "1").isDuplicate)
        #expect(try bench.store.directoryRow("people", key: "a")?.json == Array(#"{"n":2}"#.utf8))
    }

    @Test(arguments: StoreUnderTest.all)
    func `is listed by keys, page by page`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        for key in ["b", "c", "a"] { _ = try tell(bench, key, "{}") }
        _ = try tell(bench, "d", "{}", in: "staff")
        #expect(try bench.store.directoryRows("people", after: nil, limit: 2).map(\.key) == ["a", "b"])
        #expect(try bench.store.directoryRows("people", after: "b", limit: 2).map(\.key) == ["c"])
        #expect(try bench.store.directoryRows("people", after: "c", limit: 2).isEmpty)
    }
}
