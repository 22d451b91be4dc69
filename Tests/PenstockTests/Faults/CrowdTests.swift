import Foundation
import Glibc
import PenstockJSON
import Testing

extension Survival {
    /// Many at once.
    @Suite struct `A crowd` {
        @Test(.timeLimit(.minutes(5)))
        func `of 50 pipelines of which 49 are dead does not delay the one that lives`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            // The kernel takes their connections, and nobody ever answers.
            let silent = try (0..<7).map { _ in try Socket.listening() }
            let site = try Survival.site(receiver.url)
            for number in 0..<49 {
                let url = "http://127.0.0.1:\(silent[number % silent.count].port)/hook"
                let hook = Survival.hook(url, name: "dead-\(number)", timeout: "10m")
                try site.write(
                    hook.replacing("concurrency: 32", with: "concurrency: 8"),
                    to: "pipelines/\(number).yaml"
                )
            }
            let server = try Server(site)
            let load = Load(oracle, to: server, limit: 30).start(connections: 2)
            #expect(load.finish(), "\(server.log.suffix(2000))")
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            // All of the others still wait, so nothing waited for them.
            #expect(try API(server).wait { try $0.unfinished() == 49 * 30 }, "\(server.log.suffix(2000))")
            server.kill()
        }

        @Test(.timeLimit(.minutes(5)))
        func `of 1,000 pipelines gets one event, each of them once`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let pipelines = (0..<1000).map { number in
                Survival.hook("http://127.0.0.1:\(receiver.port)/hook-\(number)", name: "hook-\(number)")
            }
            let site = try Site(["pipelines/all.yaml": pipelines.joined(separator: "\n---\n")])
            let server = try Server(site)
            let answer = try API(server).post("/v1/events", oracle.event("one"))
            #expect(answer.status == 202)
            #expect(try JSONValue.parse(answer.body)["deliveries"]?.arrayValue?.count == 1000)
            #expect(try API(server).wait { try $0.unfinished() == 0 }, "\(server.log.suffix(2000))")
            for number in 0..<1000 { #expect(oracle.arrived(at: "/hook-\(number)") == ["one": 1]) }
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `of events that retention takes away as fast as they come loses none before it was delivered`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            try site.write(
                "retention: { payloads: 1s, attempts: 1s, delivered: 1s, ids: 1s }",
                to: "pipelines/penstock.yaml"
            )
            let server = try Server(site)
            let count = Soak.choose(2000, soak: 30_000)
            let load = Load(oracle, to: server, limit: count).start(connections: 8)
            #expect(load.finish(), "\(server.log.suffix(2000))")
            let early = oracle.complaints(duplicates: 0)
            #expect(early.isEmpty, "\(early) \(server.log.suffix(2000))")
            // What is not delivered yet stays, however old it is.
            #expect(try API(server).post("/v1/pipelines/hook/pause", ["reason": "old"]).status == 200)
            let late = Load(oracle, to: server, limit: 50, prefix: "late").start(connections: 2)
            #expect(late.finish(), "\(server.log.suffix(2000))")
            var left = -1
            // Retention rests for up to 15 seconds where nobody writes.
            let isLeft = try API(server).wait(seconds: 180) {
                left = try $0.get("/v1/events?limit=200")["items"]?.arrayValue?.count ?? -1
                return left == 50
            }
            #expect(isLeft, "\(left) events are left. \(server.log.suffix(2000))")
            #expect(try API(server).post("/v1/pipelines/hook/resume", [:]).status == 200)
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `on two connections with the same id: exactly one is no duplicate`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let server = try Server(site)
            let sockets = try (0..<2).map { _ in try Socket.connected(to: server.port) }
            var readers = sockets.map { HTTPReader($0) }
            for round in 0..<Soak.choose(200, soak: 5000) {
                let id = "same-\(round)"
                let request = API.request("POST", "/v1/events", oracle.event(id).serialized())
                // Both stand in the kernel before either is answered, now one first and now the other.
                for index in round % 2 == 0 ? [0, 1] : [1, 0] { try sockets[index].write(request) }
                let messages = readers.indices.compactMap { readers[$0].next() }
                let answers = try messages.map { try JSONValue.parse($0.body) }
                try #require(messages.map(\.status) == [202, 202], "\(messages.map(\.start))")
                try #require(answers.filter { $0["duplicate"] == false }.count == 1, "\(answers)")
                try #require(answers[0]["deliveries"] == answers[1]["deliveries"], "\(answers)")
                oracle.accepted(id)
            }
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(15)))
        func `of readers that page while intake runs does not let the log grow without bound`() throws {
            let receiver = try Receiver()
            let site = try Survival.site(receiver.url)
            let server = try Server(site)
            // One asks for a long page and never reads it …
            let lazy = try Socket.connected(to: server.port)
            // … and two page from end to end, again and again.
            let stopping = Switch()
            let pages = Tally()
            let port = server.port
            for reader in 0..<2 {
                Thread.detachNewThread {
                    guard let socket = try? Socket.connected(to: port) else { return }
                    var answers = HTTPReader(socket)
                    var cursor = ""
                    while !stopping.isOn {
                        let path = "/v1/events?limit=100\(cursor)"
                        guard (try? socket.write(API.request("GET", path, []))) != nil, let page = answers.next() else {
                            return
                        }
                        pages.count("reader-\(reader)")
                        let next = (try? JSONValue.parse(page.body))?["next"]?.stringValue
                        cursor = next.map { "&cursor=\($0)" } ?? ""
                    }
                }
            }
            defer { stopping.turnOn() }
            let count = Soak.choose(100, soak: 1000)
            let bulk = Bulk(to: server)
            bulk.start(count)
            try #require(bulk.wait(forAccepted: 10), "\(server.log.suffix(2000))")
            for _ in 0..<50 { try lazy.write(API.request("GET", "/v1/events?limit=500", [])) }
            let log = site.path("data/penstock.db-wal")
            var longest = 0
            for accepted in stride(from: 20, through: count, by: 10) {
                try #require(bulk.wait(forAccepted: accepted), "\(server.log.suffix(2000))")
                longest = max(longest, try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0)
            }
            // 64 MB is where it begins anew; as much again for those who stood in the way.
            #expect(longest < 160 << 20, "\(longest >> 20) MB")
            #expect(pages.wait { counts in counts.values.count { $0 >= 10 } == 2 }, "\(pages.counts)")
            print("readers while intake runs: \(count) events of 0.9 MB, the log at most \(longest >> 20) MB long")
            #expect(server.end(by: SIGTERM) == 0)
        }

        @Test(.timeLimit(.minutes(5)))
        func `of connections that exhausts the descriptors is served when there are some again`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let server = try Server(site)
            let old = Load(oracle, to: server, prefix: "old").start(connections: 2)
            try #require(oracle.wait(forAccepted: 50))
            // No new one from here: neither a connection in, nor one out, nor a file.
            try server.limitDescriptors(to: 3)
            let late = Load(oracle, to: server, limit: 50, prefix: "late").start(connections: 20)
            // Those who are connected are served on.
            try #require(oracle.wait(forAccepted: oracle.accepted.count + 200), "\(server.log.suffix(2000))")
            try server.limitDescriptors(to: 4096)
            #expect(late.finish(), "\(late.answers) \(server.log.suffix(2000))")
            old.stop()
            let complaints = oracle.complaints(duplicates: 0)
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            #expect(server.end(by: SIGTERM) == 0)
        }
    }
}
