import Foundation
import Testing

/// The promise of a 2xx: the event is on disk, with all its deliveries, whatever happens to the process.
@Suite(.serialized) struct `Durability` {
    private static let events = 5000
    /// At how many accepted events the server is killed.
    private static let kills = [700, 2000, 3600]
    private static let concurrency = 32

    @Test(.timeLimit(.minutes(4)))
    func `every event that was answered 202 arrives, though the server is killed three times under load`() throws {
        let receiver = try Receiver()
        let site = try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: receiver.url) + "\nconcurrency: \(Self.concurrency)\n",
        ])
        var server = try Server(site)
        let senders = Senders(count: Self.events, to: server.port, seconds: 150)
        senders.start(connections: 6)
        for count in Self.kills {
            try #require(senders.wait(forAccepted: count), "\(senders.refused.prefix(3)) \(server.log.suffix(2000))")
            server.kill()
            server = try Server(site)
            senders.turn(to: server.port)
        }
        try #require(senders.wait(forAccepted: Self.events), "\(senders.refused.prefix(3)) \(server.log.suffix(2000))")

        let accepted = senders.accepted
        let haveArrived = receiver.wait(seconds: 60) { $0.events.count >= accepted.count }
        let arrived = receiver.all
        let lost = accepted.subtracting(arrived.events.keys)
        #expect(haveArrived && lost.isEmpty, "\(lost.count) lost, such as \(lost.sorted().prefix(5))")
        // A kill can repeat no more than what was under way.
        let repeated = arrived.requests.count - arrived.events.count
        #expect(repeated <= Self.kills.count * Self.concurrency, "\(repeated) arrived more than once")
        #expect(arrived.requests.allSatisfy { $0.headers["webhook-signature"]?.hasPrefix("v1,") == true })
        // Every repetition is recognisable: one id for all attempts of a delivery.
        #expect(Set(arrived.requests.compactMap { $0.headers["webhook-id"] }).count == arrived.events.count)
        #expect(server.end(by: 15) == 0)
    }
}
