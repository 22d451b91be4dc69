import Foundation
import PenstockJSON
import PenstockPipelines
import PenstockPlugins
import Testing

@Suite struct `Secrets in the open` {
    private static let webhook = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// A transport that takes anything.
    private static let types = StageDoubles(types: [
        StageDouble(kind: .transport, id: "send", schema: #"{"properties": {"key": {"x-penstock-secret": true}}}"#)
    ])

    private func complaints(_ with: String, environment: [String: String] = [:]) throws -> [String] {
        let directory = try PipelineDirectory(["p.yaml": pipeline(stages: ["transport: send", "  with: \(with)"])])
        return directory.complaints(directory.load(stageTypes: Self.types, environment: environment).diagnostics)
    }

    @Test(arguments: [
        ("{ headers: { Authorization: Bearer abc } }", "Bearer", "the value of the header Authorization"),
        ("{ headers: { X-Api-Key: abc } }", "abc", "the value of the header X-Api-Key"),
        ("{ headers: { PRIVATE-TOKEN: abc } }", "abc", "the value of the header PRIVATE-TOKEN"),
        ("{ more: { headers: { x-shop-secret: abc } } }", "abc", "the value of the header x-shop-secret"),
        ("{ headers: { X-Password: abc } }", "abc", "the value of the header X-Password"),
        ("{ url: 'https://ada:secret@example.com/' }", "'https", "a URL with a password"),
        ("{ a: 'AKIAIOSFODNN7EXAMPLE' }", "'AKIA", "what looks like a secret"),
        ("{ a: [x, 'token xoxb-1234567890-abc'] }", "'token", "what looks like a secret"),
        ("{ a: ghp_16C7e42F292c6912E7710c838347Ae178B4a }", "ghp", "what looks like a secret"),
        ("{ a: 'sk_live_0123456789abcdef' }", "'sk", "what looks like a secret"),
        ("{ a: '\(webhook)' }", "'whsec", "what looks like a secret"),
        ("{ a: '-----BEGIN PRIVATE KEY-----' }", "'---", "what looks like a secret"),
        // Marked by the schema, and told once.
        ("{ key: '\(webhook)' }", "'whsec", "a secret"),
    ])
    func `are known by their names and their looks`(with: String, value: String, what: String) throws {
        let start = try #require(with.range(of: value)).lowerBound
        let column = 11 + with.distance(from: with.startIndex, to: start)
        #expect(
            try complaints(with) == [
                "p.yaml:5:\(column): warning: \(what) stands here for everyone who can read this file"
            ]
        )
    }

    @Test(arguments: [
        "{ headers: { Authorization: 'Bearer ${env:T}' } }", "{ headers: { X-Token: '{{data.token}}' } }",
        "{ headers: { X-Course: abc, Accept: text/plain } }", "{ url: 'https://ada:${env:T}@example.com/' }",
        "{ url: 'https://example.com/a:b@c' }", "{ a: '${env:T}' }", "{ a: whsec_short }",
        "{ a: NAKIAIOSFODNN7EXAMPLE }",
        "{ tokens: { Authorization: abc } }", "{ headers: { Authorization: '' } }",
        "{ url: 'amqp+tls://ada:${env:X:-y}z@example.com/' }",
    ])
    func `are not what comes by reference or is none`(with: String) throws {
        #expect(try complaints(with, environment: ["T": Self.webhook]) == [])
    }

    @Test func `are shown nowhere`() throws {
        let with = "  with: { headers: { X-Key-Token: abc }, a: 'u://x:pw@y/' }"
        let directory = try PipelineDirectory(["p.yaml": pipeline(stages: ["transport: send", with])])
        let set = try #require(directory.load(stageTypes: Self.types).set)
        let pipeline = try #require(set["one"])
        #expect(pipeline.transport.shown == ["headers": ["X-Key-Token": "***"], "a": "***"])
        #expect(pipeline.source.contains("{ X-Key-Token: '***' }, a: '***' }"), "\(pipeline.source)")
        #expect(String(decoding: pipeline.transport.configuration, as: UTF8.self).contains("abc"))
    }
}

@Suite struct `Plain HTTP` {
    private static let words = "what goes over http:// to a public host can be read and changed on the way"

    @Test(arguments: [
        ("http://hr.example.com/x", true), ("HTTP://hr.example.com", true), ("http://8.8.8.8:80/", true),
        ("http://[2600::1]/", true), ("http://ada@hr.example.com/", true), ("http://hr.example.com./{{data.x}}", true),
        ("https://hr.example.com/", false), ("http://127.0.0.1:8080/", false), ("http://localhost/", false),
        ("http://10.1.2.3/", false), ("http://192.168.1.1/", false), ("http://[::1]/", false),
        ("http://[fd00::1]/", false),
        ("http://hr/", false), ("http://hr.local/", false), ("http://hr.corp.internal/", false),
        ("http://hr.lan", false),
        ("http://nas.home.arpa/", false), ("http://a.test", false), ("http://a.localhost", false),
        ("http://{{data.host}}/", false),
    ])
    func `to a public host is warned of`(url: String, isTold: Bool) throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: ["transport: http", "  with: { url: '\(url)' }"])
        ])
        let http = StageDoubles(types: [StageDouble(kind: .transport, id: "http", schema: "{}")])
        let complaints = directory.complaints(directory.load(stageTypes: http).diagnostics)
        #expect(complaints == (isTold ? ["p.yaml:5:18: warning: \(Self.words)"] : []))
    }

    @Test func `is fine for a proxy, and in what is no transport`() throws {
        let types = StageDoubles(types: [
            StageDouble(kind: .transport, id: "send", schema: "{}"),
            StageDouble(kind: .filter, id: "look", schema: "{}"),
        ])
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: [
                "filter: look", "  with: { a: 'http://hr.example.com' }", "transport: send",
                "  with: { proxy: 'http://proxy.example.com:3128' }",
            ])
        ])
        #expect(directory.complaints(directory.load(stageTypes: types).diagnostics) == [])
    }
}
