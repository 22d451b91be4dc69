import Foundation
import Glibc
import PenstockJSON
import Testing

extension Survival {
    /// The other side does what it should not.
    @Suite struct `A receiver` {
        /// What it does, until it is mended.
        enum Manner: String, CaseIterable, CustomTestStringConvertible {
            case neverAnswers = "accepts and never answers"
            case trickles = "answers a byte a second"
            case trickledBody = "answers at once, with a body of a byte a second"
            case closesAfterHead = "closes after the headers"
            case closesAtOnce = "closes before it answers"
            case talksNonsense = "does not speak HTTP"
            case floods = "sends 100 MB"
            var testDescription: String { rawValue }
        }

        private static func answer(_ socket: Socket, _ manner: Manner, until mended: Mending) {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: "
            func write(_ text: String) -> Bool { (try? socket.write(Array(text.utf8))) != nil }
            switch manner {
            case .neverAnswers: mended.wait(seconds: 600)
            case .trickles:
                for byte in "\(head)0\r\n\r\n" { if !write(String(byte)) || mended.wait(seconds: 1) { return } }
            case .trickledBody:
                _ = write("\(head)60\r\n\r\n")
                for _ in 0..<60 { if !write(".") || mended.wait(seconds: 1) { return } }
            case .closesAfterHead: _ = write("\(head)100\r\n\r\n")
            case .closesAtOnce: return
            case .talksNonsense: _ = write("220 relay.example.test ESMTP\r\n")
            case .floods:
                _ = write("\(head)\(100 << 20)\r\n\r\n")
                let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
                for _ in 0..<100 { if (try? socket.write(block)) == nil { return } }
            }
        }

        @Test(.timeLimit(.minutes(5)), arguments: Manner.allCases)
        func `that harms nobody but itself`(manner: Manner) throws {
            let (bad, live) = (Oracle(), Oracle())
            let mended = Mending()
            let stubborn = try RawReceiver { reader in
                while let request = reader.next() {
                    bad.arrived(request)
                    guard mended.isDone else { return Self.answer(reader.socket, manner, until: mended) }
                    let fine = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
                    guard (try? reader.socket.write(fine)) != nil else { return }
                }
            }
            let receiver = try live.receiver()
            let site = try Survival.site(receiver.url)
            try site.write(
                Survival.hook(stubborn.url, name: "stubborn", timeout: "1500ms"),
                to: "pipelines/stubborn.yaml"
            )
            let server = try Server(site)
            let load = Load(live, to: server, limit: 40).start(connections: 2)
            #expect(load.finish(), "\(server.log.suffix(2000))")
            for id in live.accepted { bad.accepted(id) }
            // The other pipeline's deliveries arrive while this one's do not.
            let liveComplaints = live.complaints(duplicates: 0)
            #expect(liveComplaints.isEmpty, "\(liveComplaints) \(server.log.suffix(2000))")
            #expect(bad.wait(forArrived: 1))
            mended.finish()
            let complaints = bad.complaints(duplicates: .max)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(try API(server).wait { try $0.unfinished() == 0 }, "\(server.log.suffix(2000))")
            // What it sent is not kept in memory: 40 answers of 100 MB are 4 GB.
            let memory = try server.peakMemory
            #expect(memory < 400 << 20, "\(memory >> 20) MB")
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `that calls back before it answers is served, and its events are delivered`() throws {
            let oracle = Oracle()
            let place = Place()
            let receiver = try oracle.receiver { request in
                // Each event of the load causes one more, while its own delivery is still under way.
                let id = (try? JSONValue.parse(request.body))?["id"]?.stringValue ?? "?"
                guard id.hasPrefix("load"), let port = place.port else { return 200 }
                guard let socket = try? Socket.connected(to: port) else { return 503 }
                var reader = HTTPReader(socket)
                let echo = "echo-\(id)"
                let post = API.request("POST", "/v1/events", oracle.event(echo).serialized())
                guard (try? socket.write(post)) != nil, reader.next()?.status == 202 else { return 503 }
                oracle.accepted(echo)
                return 200
            }
            let site = try Survival.site(receiver.url)
            let server = try Server(site)
            place.port = server.port
            let load = Load(oracle, to: server, limit: 100).start(connections: 4)
            #expect(load.finish() && oracle.wait(forAccepted: 200), "\(server.log.suffix(2000))")
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
        }

        /// A port of this machine that was free a moment ago.
        private func freePort() throws -> UInt16 { try Socket.listening().port }

        @Test(.timeLimit(.minutes(5)))
        func `that is Penstock itself gets an event back once, as a duplicate`() throws {
            let port = try freePort()
            let site = try Survival.site("http://127.0.0.1:\(port)/v1/events")
            let server = try Server(site, arguments: ["--listen", "127.0.0.1:\(port)"])
            let oracle = Oracle()
            let load = Load(oracle, to: server, limit: 10).start(connections: 1)
            #expect(load.finish())
            #expect(try API(server).wait { try $0.unfinished() == 0 }, "\(server.log.suffix(2000))")
            #expect(try API(server).metric("penstock_events_duplicate_total") == 10)
            #expect(try API(server).metric("penstock_events_accepted_total") == 10)
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `that is Penstock itself ends a loop of new events`() throws {
            let port = try freePort()
            let site = try Site([
                "pipelines/loop.yaml": """
                name: loop
                on: course.completed
                outcomes: { 508: permanent }
                stages:
                  - transform: template
                    with: { body: '{"type":"course.completed","data":{}}' }
                  - transport: http
                    with: { url: "http://127.0.0.1:\(port)/v1/events" }
                """
            ])
            let server = try Server(site, arguments: ["--listen", "127.0.0.1:\(port)"])
            let answer = try API(server).post("/v1/events", ["type": "course.completed", "data": [:]])
            #expect(answer.status == 202)
            let hasEnded = try API(server).wait {
                try $0.unfinished() == 0 && $0.metric("penstock_backlog{pipeline=\"loop\",state=\"dead\"}") == 1
            }
            #expect(hasEnded, "\(server.log.suffix(2000))")
            #expect(try API(server).metric("penstock_events_accepted_total") <= 9)
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `whose name cannot be found is tried until it can`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site("http://receiver.test:\(receiver.port)/hook")
            let faults = try Faults(site)
            try faults.answer("receiver.test", with: .failure)
            let server = try Server(site, environment: faults.environment)
            // Two deliveries: of three on, the breaker would look only now and then.
            let load = Load(oracle, to: server, limit: 2).start(connections: 2)
            #expect(load.finish())
            // Each has been tried, and more than once.
            #expect(try API(server).wait { _ in try faults.namesAnswered >= 6 }, "\(server.log.suffix(2000))")
            #expect(oracle.arrived().isEmpty)
            try faults.answer("receiver.test", with: .loopback)
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
        }
    }
}

/// A receiver's change for the better, which threads wait for.
final class Mending: @unchecked Sendable {
    private let condition = NSCondition()
    private var hasHappened = false

    var isDone: Bool { condition.withLock { hasHappened } }

    func finish() {
        condition.withLock {
            hasHappened = true
            condition.broadcast()
        }
    }

    /// Waits for it, at most so long.
    /// - Returns: Whether it has happened.
    @discardableResult
    func wait(seconds: Double) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !hasHappened { guard condition.wait(until: end) else { return hasHappened } }
            return true
        }
    }
}

/// Where a server is, once that is known.
final class Place: @unchecked Sendable {
    private let lock = NSLock()
    private var known: UInt16?

    var port: UInt16? {
        get { lock.withLock { known } }
        set { lock.withLock { known = newValue } }
    }
}
