import Foundation
import PenstockJSON
import Testing

/// Tokens with the real command: made before a server runs, asked for and revoked while one does.
@Suite(.serialized) struct `Who may talk to a server` {
    private static let event = #"{"type":"course.completed","data":{"username":"learner1","catalog_id":"WS-101"}}"#

    private func site() throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: "http://127.0.0.1:9/"),
            "event.json": Self.event,
        ])
    }

    /// Makes a token in the site's store, or at a server.
    private func token(_ site: Site, _ arguments: String..., key: String? = nil) throws -> String {
        let made = try site.penstock(
            ["token", "new", "--name", "test"] + arguments,
            environment: key.map { ["PENSTOCK_TOKEN": $0] } ?? [:]
        )
        try #require(made.status == 0, "\(made.error)")
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(token.wholeMatch(of: /penstock_[0-9a-f]{72}/) != nil, "\(made.output)")
        return token
    }

    @Test func `no server starts where others reach it before there is a token, and it says how to make one`() throws {
        let site = try site()
        for arguments in [["--listen", "0.0.0.0:0"], ["--listen", "127.0.0.1:0", "--listen-public", "0.0.0.0:0"]] {
            let refused = try site.penstock(["serve", "pipelines", "--data", "data"] + arguments)
            #expect(refused.status == 78, "\(refused.error)")
            #expect(
                refused.error.contains("penstock token new --name admin --scope admin --data data"),
                "\(refused.error)"
            )
            #expect(refused.output.isEmpty)
        }
        try site.write("authentication: required\n", to: "pipelines/penstock.yaml")
        let refused = try site.penstock("serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0")
        #expect(refused.status == 78 && refused.error.contains("authentication is required"), "\(refused.error)")
        _ = try token(site, "--scope", "admin", "--data", "data")
        let server = try Server(site)
        #expect(try API(server).send("GET", "/v1/events").status == 401)
    }

    @Test func `the first token is made without a server, and from then on commands need one`() throws {
        let site = try site()
        let first = try site.penstock("token", "new", "--name", "lms", "--scope", "ingest", "--data", "data")
        #expect(first.status == 1 && first.error.contains("admin first"), "\(first.error)")
        let admin = try token(site, "--scope", "admin", "--data", "data")
        let server = try Server(site)

        let bare = try site.penstock("events", "--server", server.url)
        #expect(bare.status == 1 && bare.error.contains("PENSTOCK_TOKEN"), "\(bare.error)")
        let key = ["PENSTOCK_TOKEN": admin]
        #expect(try site.penstock("events", "--server", server.url, environment: key).status == 0)
        let tail = try site.penstock("tail", "--server", server.url)
        #expect(tail.status == 1 && tail.error.contains("PENSTOCK_TOKEN"), "\(tail.error)")

        // The store is served now, so that the server is asked.
        let lms = try token(site, "--scope", "ingest", "--server", server.url, key: admin)
        let emitted = try site.penstock("emit", "event.json", "--server", server.url, "--token", lms)
        #expect(emitted.status == 0, "\(emitted.error)")
        let looked = try site.penstock("events", "--server", server.url, "--token", lms)
        #expect(looked.status == 1 && looked.error.contains("the scope 'read'"), "\(looked.error)")

        let list = try site.penstock("token", "list", "--json", "--server", server.url, environment: key)
        let items = try JSONValue.parse(list.output)["items"]?.arrayValue ?? []
        #expect(items.map { $0["state"] } == ["live", "live"] && items.allSatisfy { $0["last_used_at"] != nil })
        let id = try #require(items.last?["id"]?.stringValue)
        #expect(lms.dropFirst("penstock_".count).hasPrefix(id))
        let revoked = try site.penstock("token", "revoke", id, "--server", server.url, environment: key)
        #expect(revoked.status == 0, "\(revoked.error)")
        let late = try site.penstock("emit", "event.json", "--server", server.url, "--token", lms)
        #expect(late.status == 1 && late.error.contains("was revoked"), "\(late.error)")
        #expect(server.waitForLog("a token was refused"))

        // It is revoked for good, also after a restart, and the tokens themselves are nowhere.
        #expect(server.end(by: SIGTERM) == 0)
        let offline = try site.penstock("token", "list", "--data", "data")
        #expect(offline.output.contains("revoked") && offline.output.contains(id), "\(offline.output)")
        for secret in [admin, lms] {
            #expect(!server.log.contains(secret))
            let found = try site.shell("grep -rc '\(secret.suffix(64))' data || true").output
            #expect(found.split(separator: "\n").allSatisfy { $0.hasSuffix(":0") }, "\(found)")
        }
    }

    @Test func `strangers have an address of their own`() throws {
        let site = try site()
        let admin = try token(site, "--scope", "admin", "--data", "data")
        let server = try Server(site, arguments: ["--listen-public", "127.0.0.1:0"])
        let match = try #require(server.announcement.firstMatch(of: /for strangers at http:\/\/127\.0\.0\.1:([0-9]+)/))
        let url = "http://127.0.0.1:\(match.1)"
        let lms = try token(site, "--scope", "ingest", "--server", server.url, key: admin)
        #expect(try site.penstock("emit", "event.json", "--server", url, "--token", lms).status == 0)
        let unknown = try site.penstock("emit", "event.json", "--server", url)
        #expect(unknown.status == 1 && unknown.error.contains("a token with the scope 'ingest'"), "\(unknown.error)")
        let looked = try site.penstock("status", "--server", url, "--token", admin)
        #expect(looked.status == 1 && looked.error.contains("nothing answers at"), "\(looked.error)")
    }

    @Test(arguments: [
        (["new", "--name", "x", "--scope", "reed"], "is 'read' meant?"),
        (["new", "--name", "", "--scope", "read"], "name"),
        (["new", "--name", "x", "--expires", "soon"], "90d"), (["new"], "--name"), (["revoke"], "id"),
        (["list", "--token", "penstock_123", "--server", "127.0.0.1:9"], "--token is no token"),
    ])
    func `what is typed wrongly is told, with exit 2`(arguments: [String], words: String) throws {
        let finished = try site().penstock(["token"] + arguments)
        #expect(finished.status == 2 && finished.error.contains(words), "\(finished.status): \(finished.error)")
    }

    @Test func `nothing is made where tokens are only looked for`() throws {
        let site = try site()
        let listed = try site.penstock("token", "list", "--data", "elsewhere")
        #expect(listed.status == 1 && listed.error.contains("there is no store in elsewhere"), "\(listed.error)")
        #expect(!FileManager.default.fileExists(atPath: site.path("elsewhere")))
    }
}
