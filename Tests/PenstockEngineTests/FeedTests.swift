import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `The live feed` {
    private func accepted(_ id: String, type: String = "course.completed", pipelines: [String] = ["hr"]) -> FeedItem {
        let event = Event(
            sequence: EventSequence(1),
            id: id,
            source: "/test",
            type: type,
            subject: nil,
            time: Timestamp(microseconds: 0),
            dataContentType: "application/json",
            extensions: [],
            json: [],
            dataRange: 0..<0,
            acceptedAt: Timestamp(microseconds: 0),
            contradiction: nil,
            revision: RevisionID(1)
        )
        return .accepted(AcceptedEvent(event, pipelines.map { Acceptance.Delivery(id: "dlv_\(id)", pipeline: $0) }))
    }

    @Test func `makes nothing while nobody watches`() {
        let feed = Feed()
        feed.publish {
            Issue.record("made for nobody")
            return accepted("1")
        }
        #expect(feed.watchers == 0)
    }

    @Test func `tells each watcher what has happened since it looked`() async {
        let feed = Feed()
        let (one, two) = (feed.watch(FeedFilter()), feed.watch(FeedFilter()))
        feed.publish { accepted("1") }
        feed.publish { accepted("2") }
        let expected = FeedWatcher.Batch(items: [accepted("1"), accepted("2")], missed: 0)
        #expect(await one?.next() == expected)
        #expect(await two?.next() == expected)
        feed.publish { accepted("3") }
        #expect(await one?.next()?.items == [accepted("3")])
    }

    @Test func `counts what a slow watcher misses, and goes on`() async {
        let feed = Feed()
        let watcher = feed.watch(FeedFilter())
        for number in 0..<FeedBuffer.room + 7 { feed.publish { accepted("\(number)") } }
        let batch = await watcher?.next()
        #expect(batch?.items.count == FeedBuffer.room)
        #expect(batch?.missed == 7)
        #expect(feed.missed == 7)
        feed.publish { accepted("later") }
        #expect(await watcher?.next() == FeedWatcher.Batch(items: [accepted("later")], missed: 0))
    }

    @Test func `wakes one who waits`() async {
        let feed = Feed()
        guard let watcher = feed.watch(FeedFilter()) else {
            Issue.record("no seat")
            return
        }
        async let batch = watcher.next()
        watcher.wake()
        #expect(await batch == FeedWatcher.Batch(items: [], missed: 0))
    }

    @Test func `has a bounded number of seats, and gives one back`() {
        let feed = Feed()
        var watchers = (0..<Feed.seats).compactMap { _ in feed.watch(FeedFilter()) }
        #expect(watchers.count == Feed.seats)
        #expect(feed.watch(FeedFilter()) == nil)
        watchers.removeLast()
        #expect(feed.watchers == Feed.seats - 1)
        #expect(feed.watch(FeedFilter()) != nil)
    }

    @Test func `ends, with what is left, when the host stops`() async {
        let feed = Feed()
        let watcher = feed.watch(FeedFilter())
        feed.publish { accepted("1") }
        feed.end()
        #expect(await watcher?.next()?.items.count == 1)
        #expect(await watcher?.next() == nil)
        #expect(feed.watch(FeedFilter()) == nil)
    }

    @Test(arguments: [
        ("", "", "", true), ("hr", "", "", true), ("mail", "", "", false), ("", "", "course.completed", true),
        ("", "", "course.*", true), ("", "", "user.*", false), ("", "dead", "", false),
    ])
    func `filters events by type and by the pipelines that took them`(
        pipeline: String,
        state: String,
        type: String,
        isWanted: Bool
    ) {
        var filter = FeedFilter()
        if !pipeline.isEmpty { filter.pipelines = [pipeline] }
        if let state = DeliveryState(rawValue: state) { filter.states = [state] }
        if !type.isEmpty { filter.type = type }
        #expect(filter.wants(accepted("1")) == isWanted)
    }
}

@Suite struct `Lines of the log` {
    private func time(_ seconds: Int) -> Timestamp { Timestamp(microseconds: Int64(seconds) * 1_000_000) }

    @Test func `are ten at once, then one in ten seconds with how many were left out`() {
        var allowance = LogAllowance()
        #expect((0..<12).map { _ in allowance.take(at: time(100)) } == Array(repeating: 0, count: 10) + [nil, nil])
        #expect(allowance.take(at: time(109)) == nil)
        #expect(allowance.take(at: time(110)) == 3)
        #expect(allowance.take(at: time(110)) == nil)
        #expect(allowance.take(at: time(1000)) == 1)
        #expect((0..<10).map { _ in allowance.take(at: time(1000)) }.compactMap { $0 }.count == 9)
    }
}
