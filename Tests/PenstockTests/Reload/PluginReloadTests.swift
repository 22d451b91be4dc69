import Foundation
import Glibc
import PenstockJSON
import Testing

@Suite(.serialized) struct `A reload of a plugin` {
    private static let stage = "  - transform: com.example.generation"

    /// A site whose pipeline says with which version of a plugin it was rendered.
    private func site(_ url: String) throws -> Site {
        let site = try Site()
        try site.buildPlugin("generation.c", as: "generation.so")
        try site.write(ReloadSite.pipeline(to: url, stages: Self.stage, timeout: "60s"), to: "pipelines/hook.yaml")
        return site
    }

    @Test func `serves new deliveries with the new file, while those under way end with the old`() throws {
        let gate = Gate()
        let receiver = try Receiver { request in
            if request.body == Array(#"{"generation":1}"#.utf8) { gate.wait() }
            return 200
        }
        defer { gate.open() }
        let site = try site(receiver.url)
        let server = try Server(site)
        try site.post("1", to: server)
        gate.waitForVisitor()
        try site.buildPlugin("generation.c", as: "generation.so", defines: ["GENERATION=2"])
        let reloaded = try site.reload(server)
        #expect(reloaded.status == 0 && reloaded.output.contains("generation.so"), "\(reloaded)")
        try site.post("2", to: server)
        #expect(receiver.wait { $0.requests.contains { $0.body == Array(#"{"generation":2}"#.utf8) } })
        gate.open()
        #expect(
            try API(server).wait { try $0.get("/v1/deliveries?state=delivered")["items"]?.arrayValue?.count == 2 },
            "\(server.log)"
        )
        #expect(receiver.all.requests.count == 2, "none was cut off and sent again")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `leaves a copy of the old file, which the next start removes`() throws {
        let receiver = try Receiver()
        let site = try site(receiver.url)
        func copies() throws -> Int {
            let names = try FileManager.default.contentsOfDirectory(atPath: site.path("data/plugins"))
            return names.count { $0.hasSuffix(".so") }
        }
        var server = try Server(site)
        let first = try copies()
        try site.buildPlugin("generation.c", as: "generation.so", defines: ["GENERATION=2"])
        #expect(try site.reload(server).status == 0)
        #expect(try copies() == first + 1)
        #expect(server.end(by: SIGTERM) == 0)
        server = try Server(site)
        #expect(try copies() == first)
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test(
        arguments: [
            "a text", "nothing", "one that refuses its configuration", "one that makes no instance", "one that crashes",
            "one that is trusted, and crashes",
        ]
    )
    func `that is bad changes nothing and says why`(file: String) throws {
        let receiver = try Receiver()
        let site = try site(receiver.url)
        let server = try Server(site)
        let expected: String
        switch file {
        case "a text":
            try site.write("no library", to: "pipelines/plugins/generation.so")
            expected = "generation.so: error: is not loaded"
        case "nothing":
            try site.remove("pipelines/plugins/generation.so")
            expected = "unknown transform 'com.example.generation'"
        case "one that refuses its configuration":
            try site.buildPlugin("generation.c", as: "generation.so", defines: ["GENERATION=2", "REFUSES"])
            expected = "this version refuses everything"
        case "one that crashes":
            try site.buildPlugin("generation.c", as: "generation.so", defines: ["GENERATION=2", "CRASHES"])
            expected = "error: the plugin com.example.generation crashed (SIGABRT) in configure at stages/0"
        case "one that is trusted, and crashes":
            try site.buildPlugin("generation.c", as: "generation.so", defines: ["GENERATION=2", "CRASHES"])
            try site.trustPlugin("generation.so")
            expected = "generation.so: error: this file is new, and a check with it"
        default:
            try site.buildPlugin("generation.c", as: "generation.so", defines: ["GENERATION=2", "UNSTARTABLE"])
            expected = "this version makes no instance"
        }
        let refused = try site.reload(server)
        #expect(refused.status == 78 && refused.error.contains(expected), "\(refused.error)")
        try site.post("1", to: server)
        #expect(receiver.wait { $0.requests.count == 1 })
        #expect(receiver.all.requests.first?.body == Array(#"{"generation":1}"#.utf8))
        #expect(server.end(by: SIGTERM) == 0)
    }
}
