import Foundation
import PenstockJSON
import Testing

@Suite(.serialized) struct `Checking a directory` {
    private static let transport = """
          - transport: http
            with: { url: "http://127.0.0.1:9" }
        """

    private func site(_ pipelines: [String: String]) throws -> Site {
        let site = try Site(["pipelines/events/course.completed.yaml": Sample.courseCompleted])
        for (name, text) in pipelines { try site.write(text, to: "pipelines/\(name)") }
        return site
    }

    /// `p.yaml:5:3: warning: message -> suggestion`, without the directory.
    private func complaints(_ site: Site, _ arguments: String...) throws -> [String] {
        let checked = try site.penstock(["check", "pipelines", "--json"] + arguments)
        return (try JSONValue.parse(checked.output)["diagnostics"]?.arrayValue ?? []).map { diagnostic in
            func text(_ key: String) -> String { diagnostic[key]?.stringValue ?? "" }
            func number(_ key: String) -> Int64 { diagnostic[key]?.numberValue?.int64 ?? 0 }
            let suggestion = text("suggestion").isEmpty ? "" : " -> \(text("suggestion"))"
            let file = URL(fileURLWithPath: text("file")).lastPathComponent
            return "\(file):\(number("line")):\(number("column")): \(text("severity")): \(text("message"))\(suggestion)"
        }
    }

    @Test func `finds a field that no event has wherever the plugins read one, at its name`() throws {
        let site = try site([
            "p.yaml": """
            name: p
            on: course.completed
            stages:
              - filter: match
                with: { any: [ { pointer: /data/scor, exists: true }, { event: /data/score, less: { pointer: /data/pasing_score } } ] }
              - filter: jq
                with: { expression: ".data.scor == null" }
              - transform: lookup
                with: { file: people.csv, key: /data/usrname, column: username, into: /data/person }
              - transform: template
                with:
                  content_type: text/plain
                  body: |
                    {{data.person.email}} passed
                      {{data.catalogid}}.
              - transform: template
                with: { body: { file: mail.mustache }, content_type: text/plain }
              - transport: http
                with:
                  url: "http://127.0.0.1:9/{{data.anything}}/{{event.data.catalogid}}"
                  headers: { X-Name: "{{event.data.usrname}}" }
            """,
            "people.csv": "username,email\nada,ada@example.com\n",
            "mail.mustache": "Dear {{no.longer.the.event}},\n{{{event.data.scor}}} points\n",
        ])
        #expect(
            try complaints(site) == [
                "mail.mustache:2:4: warning: course.completed has no field event.data.scor -> event.data.score",
                "p.yaml:5:31: warning: course.completed has no field /data/scor -> /data/score",
                "p.yaml:5:98: warning: course.completed has no field /data/pasing_score -> /data/passing_score",
                "p.yaml:7:26: warning: course.completed has no field .data.scor -> .data.score",
                "p.yaml:9:36: warning: course.completed has no field /data/usrname -> /data/username",
                "p.yaml:15:13: warning: course.completed has no field data.catalogid -> data.catalog_id",
                "p.yaml:20:52: warning: course.completed has no field event.data.catalogid -> event.data.catalog_id",
                "p.yaml:21:29: warning: course.completed has no field event.data.usrname -> event.data.username",
            ]
        )
    }

    @Test func `finds each wrong jq expression among many, at its place`() throws {
        let pipelines = (0..<40).map { n in
            let expression = n == 7 ? ".data.score >" : n == 30 ? ".data.score | rond" : ".data.score > \(n)"
            return (
                "\(n).yaml",
                """
                name: p\(n)
                on: course.completed
                stages:
                  - filter: jq
                    with: { expression: "\(expression)" }
                \(Self.transport)
                """
            )
        }
        #expect(
            try complaints(site(Dictionary(uniqueKeysWithValues: pipelines))) == [
                "30.yaml:5:40: error: rond/0 is not defined",
                "7.yaml:5:39: error: syntax error: the expression ends too early",
            ]
        )
    }

    @Test func `may let warnings count as errors`() throws {
        let site = try site(["p.yaml": "name: p\non: course.complete\nstages:\n\(Self.transport)\n"])
        let checked = try site.penstock("check", "pipelines")
        #expect(checked.status == 0 && checked.output.contains("1 pipeline, 1 event type"), "\(checked.output)")
        let strict = try site.penstock("check", "pipelines", "--strict")
        #expect(strict.status == 78 && strict.output == checked.output, "\(strict.output)")
        let json = try JSONValue.parse(try site.penstock("check", "pipelines", "--strict", "--json").output)
        #expect(json["ok"] == false)
    }

    @Test func `speaks to GitHub's workflows`() throws {
        let site = try site([
            "a,b.yaml": "name: p\non: course.complete\nstages:\n\(Self.transport)\n",
            "c.yaml": "name: 100%\non: course.completed\nstages:\n\(Self.transport)\n",
        ])
        let checked = try site.penstock("check", "pipelines", "--format", "github")
        let lines = checked.output.split(separator: "\n").map(String.init)
        #expect(checked.status == 78 && lines.count == 3, "\(checked.output)")
        #expect(
            lines.first
                == "::warning file=pipelines/a%2Cb.yaml,line=2,col=5,title=penstock check::the catalog has no event type "
                + "'course.complete'%0Adid you mean 'course.completed'?"
        )
        #expect(
            lines.dropFirst().first?.hasPrefix(
                "::error file=pipelines/c.yaml,line=1,col=7,title=penstock check::'100%25' cannot be the name of a pipeline%0A"
            ) == true
        )
        #expect(lines.last == "1 error and 1 warning")
        let both = try site.penstock("check", "pipelines", "--format", "github", "--json")
        #expect(both.status == 2 && both.error.contains("leave one out"), "\(both.error)")
    }

    @Test func `checks recipes with the catalog, the settings and the files above them`() throws {
        let site = try site([
            "penstock.yaml": "defaults: { http: { timeout: 3s } }\n",
            "people.csv": "username,email\nada,ada@example.com\n",
            "cookbook/recipe.yaml": """
            name: recipe
            on: course.completed
            stages:
              - transform: lookup
                with: { file: people.csv, key: /data/username, column: username, into: /data/person }
              - transport: http
                with: { url: "http://127.0.0.1:9/{{data.scor}}" }
            """,
        ])
        for (directory, name) in [
            ("pipelines/cookbook", "pipelines/cookbook"), ("pipelines/cookbook/", "pipelines/cookbook"),
        ] {
            let checked = try site.penstock("check", directory)
            #expect(checked.status == 0 && checked.output.contains("1 pipeline, 1 event type"), "\(checked.output)")
            #expect(
                checked.output.contains("\(name)/recipe.yaml:7:40: warning: course.completed has no field data.scor")
            )
        }
        let inside = try site.shell("cd pipelines/cookbook && penstock check .")
        #expect(inside.status == 0 && inside.output.contains("1 pipeline, 1 event type"), "\(inside.output)")
        let shipped = Binary.root.appending(path: "pipelines/cookbook").path
        let recipes = try site.penstock("check", shipped, "--without-secrets")
        #expect(recipes.status == 0 && recipes.output.contains("no problems"), "\(recipes.output)")
    }

    @Test func `asks nobody in the network, and writes nothing but its copies of plugins`() throws {
        let site = try site(["hr.yaml": Sample.webhook(to: "https://hr.example.com")])
        guard try site.has("strace") else { return }
        _ = try site.penstock("check", "pipelines")
        let traced = try site.shell(
            """
            touch before after trace
            find . -type f | sort > before
            strace -f -qq -e trace=network,openat,mkdir,rename,unlink,execve -o trace penstock check pipelines
            find . -type f | sort > after
            """
        )
        #expect(traced.status == 0 && traced.output.contains("no problems"), "\(traced.error)")
        let calls = try String(contentsOfFile: site.path("trace"), encoding: .utf8).split(separator: "\n")
        #expect(calls.contains { $0.contains("hr.yaml") })
        // glibc asks the name service's cache on this machine, where there is one, for the person's directory.
        let network = calls.filter { call in
            !call.contains("AF_UNIX") && ["connect(", "sendto(", "bind("].contains { call.contains($0) }
        }
        #expect(network.isEmpty, "\(network)")
        let written = calls.filter { call in
            ["O_WRONLY", "O_RDWR", "mkdir(", "rename", "unlink"].contains(where: call.contains)
                && !call.contains("/dev/") && !call.contains("/cache/") && !call.contains("EEXIST")
        }
        #expect(written.isEmpty, "\(written)")
        #expect(calls.count { $0.contains("execve(") } == 1)
        let files = try ["before", "after"].map { try String(contentsOfFile: site.path($0), encoding: .utf8) }
        #expect(files[0] == files[1])
    }
}
