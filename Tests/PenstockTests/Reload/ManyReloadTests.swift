import Foundation
import Glibc
import PenstockJSON
import Testing

extension Survival {
    /// In the long form, 200 of them (docs/reliability.md).
    @Suite struct `Many reloads` {
        /// What a process holds.
        private struct Holdings {
            var memory: Int
            var descriptors: Int
            var threads: Int

            init(_ server: Server) throws {
                let process = "/proc/\(server.processIdentifier)"
                let status = try String(contentsOfFile: "\(process)/status", encoding: .utf8)
                func number(_ name: String) throws -> Int {
                    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
                    let words = line?.split(whereSeparator: \.isWhitespace)
                    return try #require(words?.dropFirst().first.flatMap { Int($0) })
                }
                memory = try number("VmRSS:") << 10
                threads = try number("Threads:")
                descriptors = try FileManager.default.contentsOfDirectory(atPath: "\(process)/fd").count
            }
        }

        @Test(.timeLimit(.minutes(15)))
        func `under load lose nothing, and leave nothing behind`() throws {
            let oracle = Oracle()
            let receiver = try oracle.receiver()
            let site = try Survival.site(receiver.url)
            let server = try Server(site)
            let load = Load(oracle, to: server).start(connections: 4)
            let reloads = Soak.choose(20, soak: 200)
            var first: Holdings?
            for number in 1...reloads {
                // Each makes new stages, and every second one another lane. So few transfers at once that the
                // connections a transport keeps, which differ from moment to moment, stay below what is looked for.
                let more = "description: version \(number)\n" + (number.isMultiple(of: 2) ? "rate: 100000/s" : "")
                try site.write(Survival.hook(receiver.url, more: more, slots: 4), to: "pipelines/hook.yaml")
                let answer = try API(server).post("/v1/reload", [:])
                let report = try JSONValue.parse(answer.body)
                let change = report["pipelines"]?.arrayValue?.first?["change"]
                try #require(answer.status == 200 && change == "changed", "\(report)")
                try #require(oracle.wait(forAccepted: oracle.accepted.count + 20), "\(server.log.suffix(2000))")
                // What there is once everything has been used a few times.
                if number == 10 { first = try Holdings(server) }
            }
            load.stop()
            let complaints = oracle.complaints(duplicates: 0, asking: API(server))
            #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")
            let before = try #require(first)
            // The last of the old transports may be about to go.
            let isBounded = try API(server).wait(seconds: 30) { _ in
                let now = try Holdings(server)
                return now.threads <= before.threads + 2 && now.descriptors <= before.descriptors + 8
                    && now.memory <= before.memory + 48 << 20
            }
            let now = try Holdings(server)
            #expect(isBounded, "\(before) became \(now)")
            #expect(server.end(by: SIGTERM) == 0)
            #expect(try site.integrity() == "ok")
            print("\(reloads) reloads, \(oracle.accepted.count) accepted: \(before) became \(now)")
        }
    }
}
