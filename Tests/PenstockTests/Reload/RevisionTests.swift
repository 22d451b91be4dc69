import Foundation
import Glibc
import PenstockJSON
import Testing

@Suite(.serialized) struct `Revisions` {
    private static let secret = "whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE="

    @Test func `are read back as they were written, without what is secret in them`() throws {
        let receiver = try Receiver()
        let first = """
            # What HR wants.
            name: hook
            on: course.completed
            stages:
              - sign: standard-webhooks
                with: { secrets: ["\(Self.secret)"] }
              - transport: http
                with:
                  url: "\(receiver.url)"
                  headers: { x-token: "${env:TOKEN}" }
            """
        let site = try Site(["pipelines/hook.yaml": first])
        let server = try Server(site, environment: ["TOKEN": "resolved-and-secret"])
        try site.post("1", to: server)
        #expect(receiver.wait { $0.requests.count == 1 })
        try site.write(first.replacing("What HR wants", with: "A remark alone"), to: "pipelines/hook.yaml")
        let same = try site.reload(server, "--json")
        #expect(try JSONValue.parse(same.output)["revision"] == 1, "\(same)")
        try site.write(first.replacing("x-token", with: "x-other"), to: "pipelines/hook.yaml")
        let changed = try site.reload(server)
        #expect(changed.status == 0 && changed.output.contains("revision 2"), "\(changed)")

        let list = try site.penstock("revisions", "--server", server.url)
        #expect(list.status == 0 && list.output.contains("running"), "\(list)")
        let old = try site.penstock("revisions", "1", "--server", server.url)
        #expect(old.output == first.replacing("\"\(Self.secret)\"", with: "'***'") + "\n", "\(old)")
        let new = try site.penstock("revisions", "running", "--pipeline", "hook", "--server", server.url).output
        #expect(new.contains("x-other: \"${env:TOKEN}\"") && !new.contains("resolved-and-secret"), "\(new)")
        let difference = try site.penstock("revisions", "2", "--against", "1", "--server", server.url).output
        #expect(difference.contains("--- revision 1/hook\n+++ revision 2/hook\n@@ -7,4 +7,4 @@\n"), "\(difference)")
        #expect(difference.contains("\n-      headers: { x-token:"), "\(difference)")
        #expect(difference.contains("\n+      headers: { x-other:"), "\(difference)")
        let unknown = try site.penstock("revisions", "9", "--server", server.url)
        #expect(unknown.status == 1 && unknown.error.contains("no revision 9"), "\(unknown)")
        #expect(try site.penstock("revisions", "--pipeline", "hook", "--server", server.url).status == 2)
        #expect(try site.penstock("status", "--server", server.url).output.contains("revision 2"))
        #expect(server.end(by: SIGTERM) == 0)
        #expect(try site.shell("! grep -r -a -e '\(Self.secret)' -e resolved-and-secret data").status == 0)
    }

    /// A request as it arrived.
    private struct Arrival {
        var delivery: String
        /// What the transform wrote, and what the transport did.
        var rendered: String
        var sent: String
    }

    private final class Arrivals: @unchecked Sendable {
        private let lock = NSLock()
        private var list: [Arrival] = []

        var all: [Arrival] { lock.withLock { list } }

        /// - Returns: Whether it is the first of its delivery.
        func add(_ arrival: Arrival) -> Bool {
            lock.withLock {
                defer { list.append(arrival) }
                return !list.contains { $0.delivery == arrival.delivery }
            }
        }
    }

    /// A pipeline whose transform and transport both say which version they are.
    private static func hook(_ url: String, version: Int) -> String {
        """
        name: hook
        description: version \(version)
        on: course.completed
        retry: { schedule: [300ms], then: repeat }
        stages:
          - transform: jq
            with: { expression: ". + {rendered: \\"version \(version)\\"}" }
          - sign: standard-webhooks
            with: { secrets: ["${env:HOOK_SECRET:-\(secret)}"] }
          - transport: http
            with: { url: "\(url)", headers: { x-sent: version \(version) }, timeout: 5s }
        """
    }

    @Test func `are those that each request was rendered and sent by, through reloads under load`() throws {
        let oracle = Oracle()
        let arrivals = Arrivals()
        // Every fifth delivery is refused at first, so that its message outlives a reload or two.
        let receiver = try oracle.receiver { request in
            let delivery = request.headers["webhook-id"] ?? ""
            let body = try? JSONValue.parse(request.body)
            let isFirst = arrivals.add(
                Arrival(
                    delivery: delivery,
                    rendered: body?["rendered"]?.stringValue ?? "",
                    sent: request.headers["x-sent"] ?? ""
                )
            )
            return isFirst && delivery.hasSuffix("5") ? 503 : 200
        }
        let site = try Survival.site(receiver.url)
        try site.write(Self.hook(receiver.url, version: 1), to: "pipelines/hook.yaml")
        let server = try Server(site)
        let load = Load(oracle, to: server).start(connections: 2)
        for version in 2...8 {
            try #require(oracle.wait(forAccepted: oracle.accepted.count + 40), "\(server.log.suffix(2000))")
            try site.write(Self.hook(receiver.url, version: version), to: "pipelines/hook.yaml")
            #expect(try site.reload(server).status == 0)
        }
        try #require(oracle.wait(forAccepted: oracle.accepted.count + 40))
        load.stop()
        let complaints = oracle.complaints(duplicates: 0, asking: API(server))
        #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(2000))")

        let api = API(server)
        // The outcome of the last request may be about to be written.
        #expect(
            try api.wait { try $0.get("/v1/deliveries?state=pending,waiting")["items"]?.arrayValue?.isEmpty == true }
        )
        var versions: [String: String] = [:]
        for revision in try api.get("/v1/revisions")["items"]?.arrayValue ?? [] {
            let number = try #require(revision.shown("revision"))
            let text = try api.get("/v1/revisions/\(number)").at("/pipelines/0/text")?.stringValue ?? ""
            versions[number] = text.firstMatch(of: /description: (.*)/).map { String($0.1) }
        }
        #expect(versions.count == 8)
        var crossings = 0
        for (id, requests) in Dictionary(grouping: arrivals.all, by: \.delivery) {
            let delivery = try api.get("/v1/deliveries/\(id)")
            let attempts = delivery["attempts"]?.arrayValue ?? []
            try #require(attempts.count == requests.count, "\(delivery)")
            for (attempt, request) in zip(attempts, requests) {
                let sent = try #require(attempt.shown("revision"))
                let rendered = attempt.shown("rendering_revision") ?? sent
                #expect(versions[sent] == request.sent && versions[rendered] == request.rendered, "\(delivery)")
                if sent != rendered { crossings += 1 }
            }
            #expect(delivery["revision"] == attempts.last?["revision"])
        }
        #expect(crossings > 0, "no message outlived a reload, so nothing was shown of those")
        #expect(server.end(by: SIGTERM) == 0)
        print("\(arrivals.all.count) requests under 8 revisions, \(crossings) with an earlier one's message")
    }
}

extension JSONValue {
    /// A member as text.
    fileprivate func shown(_ key: String) -> String? { self[key]?.text }

    fileprivate func at(_ pointer: String) -> JSONValue? { (try? JSONPointer(pointer)).flatMap { self[$0] } }
}
