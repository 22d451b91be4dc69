import Foundation
import PenstockJSON
import Testing

@Suite(.serialized) struct `Commands without a server` {
    private func site() throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: "http://127.0.0.1:9"),
        ])
    }

    @Test func `check finds nothing wrong with a good directory`() throws {
        let checked = try site().penstock("check", "pipelines")
        #expect(checked.status == 0, "\(checked.output) \(checked.error)")
        #expect(checked.output.contains("1 pipeline, 1 event type") && checked.output.contains("no problems"))
    }

    @Test func `check finds nothing wrong with the pipelines that come with Penstock, without secrets`() throws {
        let shipped = Binary.root.appending(path: "pipelines").path
        let checked = try Site().penstock("check", shipped, "--without-secrets", "--json")
        let answer = try JSONValue.parse(checked.output)
        #expect(checked.status == 0 && answer["ok"] == true, "\(checked.output)")
        #expect(answer["pipelines"] == 10 && answer["event_types"] == 18, "\(checked.output)")
    }

    @Test func `check tells all that is wrong, each with its place and what was probably meant`() throws {
        let site = try site()
        try site.write(
            """
            name: broken
            on: course.complete
            stages:
              - filter: mach
                with: { pointer: /data/score }
              - transport: http
                with: { url: "http://127.0.0.1:9", tiemout: 5s }
            """,
            to: "pipelines/broken.yaml"
        )
        let checked = try site.penstock("check", "pipelines")
        #expect(checked.status == 78)
        #expect(checked.output.contains("pipelines/broken.yaml:4:"), "\(checked.output)")
        #expect(checked.output.contains("did you mean 'match'?") && checked.output.contains("did you mean 'timeout'?"))
        #expect(checked.output.contains("errors"))
        let json = try JSONValue.parse(try site.penstock("check", "pipelines", "--json").output)
        let files = Set((json["diagnostics"]?.arrayValue ?? []).compactMap { $0["file"]?.stringValue })
        #expect(json["ok"] == false && files == ["pipelines/broken.yaml"])

        let served = try site.penstock("serve", "pipelines", "--listen", "127.0.0.1:0")
        #expect(served.status == 78 && served.error.contains("pipelines/broken.yaml:4:"), "\(served.error)")
        #expect(served.output.isEmpty)
    }

    @Test func `check needs the secrets unless it is told to do without`() throws {
        let site = try site()
        let text = Sample.webhook(to: "http://127.0.0.1:9").replacing(/:-whsec_[^}]*/, with: "")
        try site.write(text, to: "pipelines/hr-webhook.yaml")
        let without = try site.penstock("check", "pipelines")
        #expect(without.status == 78 && without.output.contains("HR_SECRET"), "\(without.output)")
        #expect(try site.penstock("check", "pipelines", "--without-secrets").status == 0)
        let secret = "whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE="
        #expect(try site.penstock("check", "pipelines", environment: ["HR_SECRET": secret]).status == 0)
        let shown = try site.penstock("show", "hr-webhook", environment: ["HR_SECRET": secret])
        #expect(shown.status == 0 && shown.output.contains("***") && !shown.output.contains(secret), "\(shown.error)")
    }

    @Test func `serve listens on loopback only, until there are tokens`() throws {
        let served = try site().penstock("serve", "pipelines", "--listen", "0.0.0.0:8080")
        #expect(served.status == 78 && served.error.contains("token"), "\(served.error)")
    }

    @Test func `flags come before the environment, which comes before the file`() throws {
        let site = try site()
        try site.write("listen: { admin: 0.0.0.0:1 }\n", to: "pipelines/penstock.yaml")
        #expect(try site.penstock("check", "pipelines").output.contains("0.0.0.0:1"))
        let environment = ["PENSTOCK_LISTEN": "0.0.0.0:2"]
        #expect(try site.penstock("check", "pipelines", environment: environment).output.contains("0.0.0.0:2"))
        let served = try site.penstock("serve", "pipelines", "--listen", "0.0.0.0:3", environment: environment)
        #expect(served.error.contains("0.0.0.0:3"), "\(served.error)")
    }

    @Test func `a directory that does not exist is bad configuration`() throws {
        let checked = try Site().penstock("check", "nowhere")
        #expect(checked.status == 78 && checked.output.contains("nowhere"), "\(checked.output)")
    }

    @Test func `catalog lists types, and shows one with fields and sample`() throws {
        let site = try site()
        #expect(try site.penstock("catalog").output.contains("course.completed"))
        let shown = try site.penstock("catalog", "course.completed")
        #expect(shown.output.contains("passing_score") && shown.output.contains("learner1"), "\(shown.output)")
        let unknown = try site.penstock("catalog", "course.complete")
        #expect(unknown.status == 1 && unknown.error.contains("course.completed"))
    }

    @Test func `plugin list tells of plugins and of files that are none, and show documents every key`() throws {
        let site = try site()
        try site.write("no library", to: "pipelines/plugins/text.so")
        let list = try site.penstock("plugin", "list")
        #expect(list.status == 0 && list.output.contains("standard-webhooks") && list.output.contains("text.so"))
        let json = try JSONValue.parse(try site.penstock("plugin", "list", "--json").output)
        #expect(json["problems"]?.arrayValue?.count == 1)
        for name in ["http", "transport:http"] {
            let shown = try site.penstock("plugin", "show", name)
            #expect(shown.status == 0 && shown.output.contains("timeout") && shown.output.contains("url"))
        }
        let unknown = try site.penstock("plugin", "show", "htp")
        #expect(unknown.status == 1 && unknown.error.contains("'http'"), "\(unknown.error)")
    }

    @Test func `docs/plugins.md is what the plugins say of themselves`() throws {
        let shown = try Site().penstock("plugin", "show", "--all", "--markdown")
        let page = try String(contentsOf: Binary.root.appending(path: "docs/plugins.md"), encoding: .utf8)
        let refresh = ".build/debug/penstock plugin show --all --markdown > docs/plugins.md"
        #expect(shown.status == 0 && shown.output == page, "run: \(refresh)")
        #expect(shown.output.contains("## transport: http\n") && shown.output.contains("- `url` ("))
    }

    @Test(arguments: [
        ["serve", "--bogus"], ["emit"], ["emit", "file", "--sample", "course.completed"], ["retry"], ["nonsense"],
        ["events", "--limit", "0"], ["status", "--server", "::"], ["serve", "--log-level", "loud"], ["replay"],
        ["replay", "--list", "--cancel", "x"], ["replay", "--list", "--all"], ["retry", "x", "--all"], ["erase"],
        ["erase", "--username", ""], ["plugin", "show"], ["plugin", "show", "http", "--all"],
        ["plugin", "show", "--all", "--markdown", "--json"],
    ])
    func `wrong usage ends with 2`(arguments: [String]) throws {
        let ended = try Site().penstock(arguments)
        #expect(ended.status == 2 && !ended.error.isEmpty && ended.output.isEmpty, "\(ended)")
    }

    @Test(arguments: [
        ["status"], ["events"], ["deliveries"], ["emit", "--sample", "course.completed"], ["pause", "x"],
        ["retry", "dlv_abcdefgh_1"], ["retry", "--all"], ["replay", "--all"], ["erase", "--username", "x", "--yes"],
    ])
    func `commands that need a server say so when there is none`(arguments: [String]) throws {
        // The port is taken, and nobody listens behind it.
        let (socket, port) = try Socket.listening()
        socket.shutDown()
        let ended = try Site().penstock(arguments, environment: ["PENSTOCK_SERVER": "127.0.0.1:\(port)"])
        #expect(ended.status == 1 && ended.error.contains("is `penstock serve` running?"), "\(ended)")
    }

    @Test(arguments: [
        "serve", "check", "emit", "events", "deliveries", "retry", "pause", "resume", "status", "catalog", "show",
        "bench",
        "replay", "erase", "schema", "init",
    ])
    func `help has an example, and says whether the command talks to a server`(command: String) throws {
        let help = try Site().penstock(command, "--help")
        #expect(help.status == 0 && help.output.contains("penstock \(command)"))
        #expect(command == "serve" || help.output.contains("server"), "\(help.output)")
    }
}
