import Foundation
import Glibc
import PenstockJSON
import Testing

/// What the host makes of a transport in C that ends attempts as a test tells it.
@Suite(.serialized) struct `A transport that reports` {
    private func site() throws -> Site {
        let site = try Site()
        try site.write("0", to: "outcome")
        try site.write(
            """
            name: told
            on: course.completed
            retry: { schedule: [1h] }
            stages:
              - transport: com.example.answer
                with: { file: "\(site.path("outcome"))" }
            """,
            to: "pipelines/told.yaml"
        )
        try site.buildPlugin("answer.c", as: "answer.so")
        return site
    }

    /// Sends an event and waits for the end of its delivery, where it comes to one.
    private func send(_ site: Site, _ server: Server) throws -> JSONValue {
        let event = #"{"type":"course.completed","data":{}}"#
        let sent = try site.penstock("emit", "-", "--json", "--server", server.url, input: event)
        let answer = try JSONValue.parse(sent.output)
        let accepted = answer.arrayValue?.first ?? answer
        return try #require(accepted["deliveries"]?.arrayValue?.first?["id"], "\(sent.output) \(sent.error)")
    }

    /// The delivery once it is in a state; looked at again until then, within bounds.
    private func delivery(
        _ id: JSONValue,
        in state: String,
        _ site: Site,
        _ server: Server
    ) throws -> JSONValue {
        let id = try #require(id.stringValue)
        var seen = JSONValue.null
        let end = Date(timeIntervalSinceNow: 30)
        while Date() < end {
            seen = try JSONValue.parse(try site.penstock("deliveries", id, "--json", "--server", server.url).output)
            if seen["state"]?.stringValue == state { return seen }
        }
        Issue.record("never \(state): \(seen) \(server.log)")
        return seen
    }

    @Test func `a configuration at fault holds delivery and pipeline, until a person resumes`() throws {
        let site = try site()
        let server = try Server(site)
        try site.write("4", to: "outcome")
        let first = try send(site, server)
        let held = try delivery(first, in: "held", site, server)
        #expect(held["reason"]?["code"] == "configuration" && held["reason"]?["text"] == "the file said so")
        let second = try send(site, server)
        #expect(try delivery(second, in: "held", site, server)["attempts"]?.arrayValue?.isEmpty != false)
        #expect(try site.penstock("status", "--server", server.url).status == 1)

        try site.write("0", to: "outcome")
        #expect(try site.penstock("resume", "told", "--server", server.url).status == 0)
        _ = try delivery(first, in: "delivered", site, server)
        _ = try delivery(second, in: "delivered", site, server)
        #expect(try site.penstock("status", "--server", server.url).status == 0)
    }

    @Test func `a configuration that was mended is tried again at the next start`() throws {
        let site = try site()
        let server = try Server(site)
        try site.write("4", to: "outcome")
        let id = try send(site, server)
        _ = try delivery(id, in: "held", site, server)
        #expect(server.end(by: SIGTERM) == 0)
        try site.write("0", to: "outcome")
        let again = try Server(site)
        _ = try delivery(id, in: "delivered", site, again)
    }

    @Test func `an outcome that does not exist is the plugin's fault: tried again, and no other is harmed`() throws {
        let site = try site()
        let server = try Server(site)
        try site.write("7", to: "outcome")
        let id = try send(site, server)
        let waiting = try delivery(id, in: "waiting", site, server)
        #expect(waiting["attempts"]?.arrayValue?.isEmpty != false, "no try of the endpoint's: \(waiting)")
        try site.write("0", to: "outcome")
        _ = try delivery(try send(site, server), in: "delivered", site, server)
        _ = try delivery(id, in: "delivered", site, server)
    }

    @Test func `a second completion of one attempt is ignored and logged`() throws {
        let site = try site()
        let server = try Server(site)
        try site.write("8", to: "outcome")
        let id = try send(site, server)
        _ = try delivery(id, in: "waiting", site, server)
        #expect(server.log.contains("completed an attempt twice"), "\(server.log)")
        #expect(server.isRunning)
    }

    @Test func `a delivery whose pipeline is no longer declared is held, and goes on when it is again`() throws {
        let site = try site()
        let server = try Server(site)
        try site.write("1", to: "outcome")
        let id = try send(site, server)
        _ = try delivery(id, in: "waiting", site, server)
        #expect(server.end(by: SIGTERM) == 0)
        let declared = try String(contentsOfFile: site.path("pipelines/told.yaml"), encoding: .utf8)
        try site.write(declared.replacing("name: told", with: "name: other"), to: "pipelines/told.yaml")
        let without = try Server(site)
        #expect(try delivery(id, in: "held", site, without)["reason"]?["code"] == "pipeline-removed")
        #expect(without.end(by: SIGTERM) == 0)
        try site.write(declared, to: "pipelines/told.yaml")
        let again = try Server(site)
        _ = try delivery(id, in: "waiting", site, again)
    }
}
