import Foundation
import PenstockCore
import PenstockPlugins
import Testing

private func fault(
    _ deliveries: [Int64],
    digest: String = "aa",
    operation: String = "filter",
    pipeline: String? = "hook"
) -> String {
    let site =
        pipeline.map { #","site":{"pipeline":"\#($0)","stage":"stages/0","type":"com.example.crash","kind":"filter"}"# }
        ?? ""
    return """
        {"fault":"crash","signal":"SIGSEGV","told_by":"call","op":"\(operation)","time_us":1,\
        "plugin":{"file":"/p/crash.so","sha256":"\(digest)","id":"com.example.crash"}\(site),\
        "deliveries":[\(deliveries.map(String.init).joined(separator: ","))]}
        """
}

private func history(_ lines: [String]) -> FaultHistory {
    var history = FaultHistory()
    for line in lines { history.take(Array(line.utf8)) }
    return history
}

@Suite struct `The history of faults` {
    @Test func `a fault in a call suspects one delivery, and names plugin, signal and stage`() throws {
        let history = history([fault([7])])
        let suspicion = try #require(history.suspects[DeliveryID(7)])
        #expect(history.suspects.count == 1 && !suspicion.isCertain)
        #expect(suspicion.reason.code == "plugin-crashed")
        #expect(suspicion.reason.stage == "stages/0 (com.example.crash)")
        let said = "the plugin com.example.crash crashed (SIGSEGV) in filter at stages/0 (com.example.crash)"
        #expect(suspicion.reason.text == said)
        #expect(history.quarantined["aa"] != nil)
    }

    @Test(
        arguments: [
            ([[7], [7]], true),
            ([[1, 7, 9], [7]], true),
            ([[1, 7, 9], [7, 9]], false),
            ([[7]], false),
        ] as [([[Int64]], Bool)]
    )
    func `only one that was named twice, and alone the last time, is certain`(named: [[Int64]], isCertain: Bool) {
        let history = history(named.map { fault($0) })
        #expect(history.suspects[DeliveryID(7)]?.isCertain == isCertain)
    }

    @Test func `what came to an end is suspected no longer`() {
        let history = history([fault([1, 2, 3]), #"{"cleared":[1,3]}"#])
        #expect(Set(history.suspects.keys) == [DeliveryID(2)])
    }

    @Test func `another file starts anew`() {
        let history = history([fault([7]), fault([7], digest: "bb")])
        #expect(history.suspects[DeliveryID(7)]?.isCertain == false)
        #expect(history.quarantined.count == 2)
    }

    @Test func `a line that a crash cut short says nothing`() {
        let whole = fault([7])
        let history = history([String(whole.prefix(whole.count / 2)), fault([8]), "", "{}"])
        #expect(Set(history.suspects.keys) == [DeliveryID(8)])
    }

    @Test func `a file that brought the host down is isolated from then on`() {
        var policy = PlacementPolicy()
        policy.learn(from: history([fault([7]), #"{"started":2}"#]))
        let placement = policy.placement(of: "/x/crash.so", digest: "aa", id: "com.example.crash")
        #expect(placement.isolation == .process && placement.isFixed)
        #expect(placement.reason.contains("SIGSEGV"), "\(placement.reason)")
    }

    @Test func `a crash of the host itself accuses no plugin`() {
        let line = #"{"fault":"crash","signal":"SIGSEGV","told_by":"none","op":"","time_us":1,"deliveries":[]}"#
        let history = history([line])
        #expect(history.quarantined.isEmpty && history.suspects.isEmpty && history.sinceStart.count == 1)
    }
}

@Suite struct `The book of faults` {
    private func directory() -> String {
        FileManager.default.temporaryDirectory.appending(path: "penstock-faults-\(UUID().uuidString)").path
    }

    @Test func `is read as it was left, even where its last line is cut short`() throws {
        let directory = directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = try FaultBook(directory: directory).path
        try (fault([1, 2]) + "\n" + #"{"fault":"cra"#).write(toFile: path, atomically: false, encoding: .utf8)
        let book = try FaultBook(directory: directory)
        book.clear([DeliveryID(1), DeliveryID(9)])
        #expect(Set(try FaultBook(directory: directory).history.suspects.keys) == [DeliveryID(2)])
        let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(permissions == 0o600)
    }

    @Test func `remembers who is quarantined when it is shortened`() throws {
        let directory = directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = try FaultBook(directory: directory).path
        let lines = (1...4000).map { fault([$0]) + "\n" + #"{"cleared":[\#($0)]}"# + "\n" }
        try lines.joined().write(toFile: path, atomically: false, encoding: .utf8)
        try FaultBook(directory: directory).tidy()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count < 1000)
        let history = try FaultBook(directory: directory).history
        #expect(history.quarantined.count == 1 && history.suspects.isEmpty)
    }

    @Test func `a directory that cannot be made is an error with its path`() {
        let failure = #expect(throws: FaultBook.Unusable.self) { try FaultBook(directory: "/proc/no/such") }
        #expect(failure?.description.contains("/proc/no/such/faults.jsonl cannot be opened") == true)
    }
}

@Suite struct `The watch on calls` {
    private let limit = Duration.milliseconds(300)

    private func reading(_ calls: UInt64, limit: Duration?) -> HangWatch.Reading {
        HangWatch.Reading(thread: 0, calls: calls, limit: limit)
    }

    @Test func `accuses a call that outlasts its limit, counted in its own ticks`() {
        var watch = HangWatch(pace: .milliseconds(100))
        for _ in 0..<3 { #expect(watch.tick([reading(5, limit: limit)]) == nil) }
        #expect(watch.tick([reading(5, limit: limit)]) == reading(5, limit: limit))
    }

    @Test func `does not accuse a thread that begins a new call each time`() {
        var watch = HangWatch(pace: .milliseconds(100))
        for calls in 0..<100 { #expect(watch.tick([reading(UInt64(calls), limit: limit)]) == nil) }
    }

    @Test func `forgets a call that has come back`() {
        var watch = HangWatch(pace: .milliseconds(100))
        for round in 0..<100 {
            #expect(watch.tick([reading(5, limit: round % 3 == 2 ? nil : limit)]) == nil)
        }
    }
}
