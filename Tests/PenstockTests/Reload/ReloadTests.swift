import Foundation
import Glibc
import PenstockJSON
import Testing

@Suite(.serialized) struct `A reload` {
    private func pipeline(_ name: String, _ server: Server) throws -> JSONValue {
        try API(server).get("/v1/pipelines/\(name)")
    }

    @Test func `lets what waits go to the address that was corrected, and loses nothing`() throws {
        let oracle = Oracle()
        let wrong = try Receiver(isKeeping: false) { _ in 503 }
        let right = try oracle.receiver()
        let site = try Survival.site(wrong.url)
        let server = try Server(site)
        let load = Load(oracle, to: server).start(connections: 4)
        #expect(oracle.wait(forAccepted: 300))
        try site.write(Survival.hook(right.url), to: "pipelines/hook.yaml")
        let reloaded = try site.reload(server)
        #expect(reloaded.status == 0 && reloaded.output.contains("changed"), "\(reloaded)")
        #expect(oracle.wait(forAccepted: oracle.accepted.count + 300))
        load.stop()
        let complaints = oracle.complaints(duplicates: 0, asking: API(server))
        #expect(complaints.isEmpty, "\(complaints) \(server.log.suffix(3000))")
        #expect(server.end(by: SIGTERM) == 0)
        #expect(try site.integrity() == "ok")
    }

    @Test func `of a directory with an error changes nothing, and says what is wrong and where`() throws {
        let receiver = try Receiver()
        let site = try Site(["pipelines/hook.yaml": ReloadSite.pipeline(to: receiver.url)])
        let server = try Server(site)
        try site.write("name: hook\non: course.completed\nstages:\n  - transprot: http\n", to: "pipelines/hook.yaml")
        let refused = try site.reload(server)
        #expect(refused.status == 78)
        #expect(refused.error.contains("pipelines/hook.yaml:4:5: error:"), "\(refused.error)")
        #expect(refused.error.contains("did you mean 'transport'?"), "\(refused.error)")
        let answer = try API(server).post("/v1/reload", [:])
        let problem = try JSONValue.parse(answer.body)
        #expect(answer.status == 422 && problem["type"] == "/problems/bad-configuration", "\(problem)")
        let errors = problem["diagnostics"]?.arrayValue?.filter { $0["severity"] == "error" } ?? []
        #expect(!errors.isEmpty && errors.allSatisfy { $0["line"] == 4 && $0["column"] == 5 }, "\(problem)")
        let diff = try site.penstock("diff", "--server", server.url)
        #expect(diff.status == 78 && diff.error.contains("pipelines/hook.yaml:4:5"), "\(diff)")
        server.send(SIGHUP)
        #expect(server.waitForLog("what ran before goes on"), "\(server.log)")
        #expect(server.log.contains("pipelines/hook.yaml:4:5: "), "\(server.log)")
        try site.post("1", to: server)
        #expect(receiver.wait { $0.requests.count == 1 })
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `by a signal, or by itself where the server watches`() throws {
        let (first, second, third) = (try Receiver(), try Receiver(), try Receiver())
        let site = try Site(["pipelines/hook.yaml": ReloadSite.pipeline(to: first.url)])
        let server = try Server(site, arguments: ["--watch"])
        try site.post("1", to: server)
        #expect(first.wait { $0.requests.count == 1 })
        try site.write(ReloadSite.pipeline(to: second.url), to: "pipelines/hook.yaml")
        server.send(SIGHUP)
        #expect(server.waitForLog("changed=hook"), "\(server.log)")
        try site.post("2", to: server)
        #expect(second.wait { $0.requests.count == 1 })
        try site.write(ReloadSite.pipeline(to: third.url), to: "pipelines/hook.yaml")
        #expect(server.waitForLog("a file changed"), "\(server.log)")
        // The reload is in the log only when it is done, which may be before or after the event.
        #expect(
            try API(server).wait { api in
                let stage = try api.get("/v1/pipelines/hook")["stages"]?.arrayValue?.first
                return stage?["with"]?["url"]?.stringValue == third.url
            }
        )
        try site.post("3", to: server)
        #expect(third.wait { $0.requests.count == 1 })
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `keeps the deliveries of a pipeline that goes, until it comes back`() throws {
        let accepting = Switch()
        let receiver = try Receiver { _ in accepting.isOn ? 200 : 503 }
        let other = try Receiver()
        let site = try Site([
            "pipelines/hook.yaml": ReloadSite.pipeline(to: receiver.url),
            "pipelines/other.yaml": ReloadSite.pipeline("other", to: other.url),
        ])
        let server = try Server(site)
        for id in 1...5 { try site.post("\(id)", to: server) }
        #expect(receiver.wait { $0.requests.count >= 5 })
        try site.remove("pipelines/hook.yaml")
        let diff = try site.penstock("diff", "--json", "--server", server.url)
        let change = try JSONValue.parse(diff.output)["pipelines"]?.arrayValue?.first
        #expect(change?["change"] == "removed" && change?["name"] == "hook", "\(diff)")
        #expect(try pipeline("hook", server)["lane"] == "open", "a look changes nothing")
        #expect(try site.reload(server).status == 0)
        #expect(try API(server).send("GET", "/v1/pipelines/hook").status == 404)
        let list = try site.penstock("deliveries", "--json", "--pipeline", "hook", "--server", server.url)
        let held = try JSONValue.parse(list.output)["items"]?.arrayValue ?? []
        #expect(held.count == 5 && held.allSatisfy { $0["reason"]?["code"] == "pipeline-removed" }, "\(held)")
        try site.post("6", to: server)
        #expect(other.wait { $0.requests.count == 6 })

        accepting.turnOn()
        try site.write(ReloadSite.pipeline(to: receiver.url), to: "pipelines/hook.yaml")
        #expect(try site.reload(server).status == 0)
        #expect(
            try API(server).wait { api in
                let backlog = try api.get("/v1/status")["pipelines"]?.arrayValue?.first { $0["name"] == "hook" }
                return backlog?["pending"] == 0 && backlog?["waiting"] == 0
            },
            "\(server.log)"
        )
        #expect(receiver.all.events["6"] == nil, "it was not declared then")
        try site.post("7", to: server)
        #expect(receiver.wait { $0.events["7"] == 1 })
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `lifts what was held for a configuration that it changes, and no other hold`() throws {
        let receiver = try Receiver()
        let site = try Site()
        try site.buildPlugin("answer.c", as: "answer.so")
        try site.write("4", to: "outcome")
        try site.write(ReloadSite.answering(site.path("outcome")), to: "pipelines/answering.yaml")
        try site.write(ReloadSite.pipeline("paused", to: receiver.url), to: "pipelines/paused.yaml")
        let server = try Server(site)
        #expect(try site.penstock("pause", "paused", "--server", server.url).status == 0)
        try site.post("1", to: server)
        #expect(try API(server).wait { try $0.get("/v1/pipelines/answering")["lane"] == "held" }, "\(server.log)")
        try site.write("0", to: "outcome")

        try site.write(
            ReloadSite.pipeline("paused", to: receiver.url, more: "concurrency: 3"),
            to: "pipelines/paused.yaml"
        )
        #expect(try site.reload(server).status == 0)
        #expect(try pipeline("answering", server)["hold"]?["code"] == "configuration", "it did not change")
        #expect(try pipeline("paused", server)["hold"]?["code"] == "paused", "a person's hold stays")

        try site.write(
            ReloadSite.answering(site.path("outcome"), description: "mended"),
            to: "pipelines/answering.yaml"
        )
        #expect(try site.reload(server).status == 0)
        #expect(
            try API(server).wait { api in
                try api.get("/v1/deliveries?pipeline=answering&state=delivered")["items"]?.count == 1
            },
            "\(server.log)"
        )
        #expect(try pipeline("answering", server)["lane"] == "open")
        #expect(receiver.all.requests.isEmpty)
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `spares the pipeline what an attempt says that began before it`() throws {
        let gate = Gate()
        let old = try Receiver { _ in
            gate.wait()
            return 410
        }
        defer { gate.open() }
        let new = try Receiver()
        let site = try Site(["pipelines/hook.yaml": ReloadSite.pipeline(to: old.url, timeout: "60s")])
        let server = try Server(site)
        try site.post("1", to: server)
        gate.waitForVisitor()
        try site.write(ReloadSite.pipeline(to: new.url), to: "pipelines/hook.yaml")
        #expect(try site.reload(server).status == 0)
        gate.open()
        #expect(new.wait { $0.events["1"] == 1 }, "\(server.log)")
        #expect(try pipeline("hook", server)["lane"] == "open")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `says which settings need a restart, and changes the rest`() throws {
        let receiver = try Receiver()
        let site = try Site(["pipelines/hook.yaml": ReloadSite.pipeline(to: "http://127.0.0.1:9/")])
        let server = try Server(site)
        try site.write(ReloadSite.pipeline(to: receiver.url), to: "pipelines/hook.yaml")
        try site.write("disk_reserve: 2MiB\n", to: "pipelines/penstock.yaml")
        let reloaded = try site.reload(server)
        #expect(reloaded.status == 0 && reloaded.output.contains("needs a restart: disk_reserve"), "\(reloaded)")
        try site.post("1", to: server)
        #expect(receiver.wait { $0.requests.count == 1 })
        #expect(server.end(by: SIGTERM) == 0)
    }
}

extension JSONValue {
    fileprivate var count: Int { arrayValue?.count ?? -1 }
}
