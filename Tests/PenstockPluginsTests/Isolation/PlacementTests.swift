import Foundation
import PenstockPlugins
import Testing

@Suite struct `Where a plugin runs` {
    private let policy = PlacementPolicy(
        shipped: ["/usr/lib/penstock/plugins"],
        trusted: ["aa"],
        quarantined: ["bb": "it crashed (signal 11)"],
        rules: [
            "com.example.near": PluginRule(isolation: PluginIsolation.none),
            "http": PluginRule(isolation: .process),
            "com.example.pinned": PluginRule(digest: "CC"),
        ]
    )

    @Test(
        arguments: [
            ("/usr/lib/penstock/plugins/libHTTP.so", "00", nil, PluginIsolation.none, "ships with Penstock"),
            ("/usr/lib/penstock/plugins/libHTTP.so", "00", "http", .process, "penstock.yaml"),
            ("/usr/lib/penstock/plugins/more/libHTTP.so", "00", nil, .process, "not trusted"),
            ("/home/x/plugins/a.so", "00", "com.example.far", .process, "not trusted"),
            ("/home/x/plugins/a.so", "aa", "com.example.far", .none, "it is trusted"),
            ("/home/x/plugins/a.so", "00", "com.example.near", .none, "penstock.yaml"),
            ("/home/x/plugins/a.so", "bb", "com.example.near", .process, "it crashed (signal 11)"),
            ("/usr/lib/penstock/plugins/libHTTP.so", "bb", "http", .process, "after a fault"),
        ] as [(String, String, String?, PluginIsolation, String)]
    )
    func `follows from faults, settings, its place and trust, in this order`(
        path: String,
        digest: String,
        id: String?,
        isolation: PluginIsolation,
        words: String
    ) {
        let placement = policy.placement(of: path, digest: digest, id: id)
        #expect(placement.isolation == isolation && placement.reason.contains(words), "\(placement)")
        #expect(placement.isFixed == (digest == "bb"))
    }

    @Test func `a pinned plugin is taken from no other file, and both digests are named`() throws {
        #expect(policy.refusal(of: "cc", id: "com.example.pinned") == nil)
        #expect(policy.refusal(of: "dd", id: "com.example.other") == nil)
        let refusal = try #require(policy.refusal(of: "dd", id: "com.example.pinned"))
        #expect(refusal.description.contains("SHA-256 CC") && refusal.description.contains("this file has dd"))

        let workshop = try Workshop()
        try workshop.build("contains.c", as: "contains.so")
        let pin = PlacementPolicy(rules: ["com.example.contains": PluginRule(digest: String(repeating: "0", count: 64))]
        )
        let set = try workshop.loader(.process, policy: pin).load(directories: [workshop.plugins.path])
        #expect(set.plugins.isEmpty)
        #expect(set.problems[0].sentence.contains("pins com.example.contains"), "\(set.problems)")
    }

    @Test func `a stage may ask for the other place, unless its plugin had a fault`() throws {
        let workshop = try Workshop()
        let file = try workshop.build("contains.c", as: "contains.so")
        let type = try #require(try workshop.load(.process).stageType(.filter, "com.example.contains"))
        var setup = StageSetup(pipeline: "t", stage: "stages/0", services: quiet)
        setup.isolation = PluginIsolation.none
        let json = Array(#"{"text":"score"}"#.utf8)
        #expect(try #require(type.configure(json, setup).stage).type.isIsolated == false)

        let digest = try CheckedFile(path: file.path).digest
        let loader = try workshop.loader(.process, policy: PlacementPolicy(quarantined: [digest: "it crashed"]))
        let set = loader.load(directories: [workshop.plugins.path])
        let quarantined = try #require(set.stageType(.filter, "com.example.contains"))
        let report = quarantined.configure(json, setup)
        #expect(report.stage?.type.isIsolated == true, "a wish does not count then, and the host must come up")
    }

    @Test func `trust is remembered by content in a file that only its owner reads, and forgotten`() throws {
        let workshop = try Workshop()
        let list = TrustedPlugins(data: workshop.directory.appending(path: "data").path)
        #expect(try list.digests() == [])
        try list.trust("aa", id: "com.example.a", file: "/x/a.so")
        try list.trust("bb", id: "com.example.b", file: "/x/b.so")
        try list.trust("aa", id: "com.example.a", file: "/y/a.so")
        #expect(try list.digests() == ["aa", "bb"] && list.digests(of: "com.example.a") == ["aa"])
        let mode = try FileManager.default.attributesOfItem(atPath: list.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try list.revoke("aa") && !list.revoke("aa"))
        #expect(try list.digests() == ["bb"])
    }

    @Test func `a list of trust that others may write trusts nobody`() throws {
        let workshop = try Workshop()
        let list = TrustedPlugins(data: workshop.directory.appending(path: "data").path)
        try list.trust("aa", id: "com.example.a", file: "/x/a.so")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: list.path)
        let refusal = #expect(throws: PluginRefusal.self) { try list.digests() }
        #expect(refusal?.description.contains("run: chmod go-w \(list.path)") == true)
    }
}
