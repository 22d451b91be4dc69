import PenstockCore
import PenstockJSON
import PenstockSignatures
import Testing

@testable import PenstockPipelines

@Suite struct `A source` {
    /// Reads `sources/lms.yaml` beside a pipeline that is right.
    static func read(
        _ source: String,
        named name: String = "lms",
        environment: [String: String] = ["S": "a secret"],
        settings: Settings = Settings(),
        withoutSecrets: Bool = false
    ) throws -> (source: Source?, complaints: [String]) {
        let directory = try PipelineDirectory(["one.yaml": pipeline(), "sources/\(name).yaml": source])
        let (set, diagnostics) = PipelineLoader.load(
            directory: directory.path,
            stageTypes: StageDoubles.standard,
            catalog: .known,
            settings: settings,
            lookup: withoutSecrets ? .nowhere : .environment(environment),
            configure: true
        )
        return (set?.sources.sources.first, directory.complaints(diagnostics))
    }

    private static let whole = """
        name: lms
        description: all keys
        enabled: false
        methods: [GET, POST]
        verify:
          any:
            - { header: X-Secret, equals: "${env:S}" }
            - all:
                - { query: token, equals: "${env:S}" }
                - { addresses: 192.0.2.0/24 }
            - { field: /auth/token, equals: "${env:S}" }
            - { basic: { username: lms, password: "${env:S}" } }
            - { bearer: "${env:S}" }
            - { standard_webhooks: { secrets: ["${env:W}"], tolerance: 1m } }
            - hmac:
                secret: "${env:H}"
                secret_encoding: hex
                algorithm: sha512
                header: X-Signature
                prefix: "v="
                key: v1
                encoding: base64
                signed: "{id}:{timestamp}:{body}"
                timestamp: { key: t, tolerance: 2m }
                id: { header: X-ID }
        echo: { query: echo }
        zone: America/New_York
        items: /payloads
        events:
          - when: { hook: [a, b*], /kind: { exists: false }, "body:/x": 1 }
            type: user.added
            id: "header:X-Message"
            subject: { const: user/x }
            time: sent
            data:
              username: login
              email: { from: [mail, /user/mail], as: string, default: none, required: true }
              added_by: { from: by, values: { "1": admin } }
            stages: [{ transform: jq, name: shape, timeout: 1s, with: { expression: . } }]
        learn: true
        expect: { every: 2h }
        """

    @Test func `keeps its document as it is written, without what is secret in it`() throws {
        let text = """
            # What nobody else explains.
            name: lms # the first part of the path
            verify:
              any:
                - { header: X-A, equals: "${env:S}" }
                - { header: X-B, equals: in-the-open }
                - { header: X-C, equals: "${env:NOT_SET:-by-default}" }
                - hmac: { secret: "of a signature", header: X-D }
            events: [{ type: user.added, data: { username: in-the-open } }]
            """
        let written = text.replacing("equals: in-the-open", with: "equals: '***'")
            .replacing("in-the-open", with: "***").replacing("by-default", with: "***")
            .replacing("\"of a signature\"", with: "'***'")
        let source = try #require(try Self.read("---\n\(text)\n").source)
        #expect(source.written == written + "\n")
        // A secret that only a reference leads to stands in no document, but for those who wrote it there too.
        let other = try #require(try Self.read("# a secret\n\(text)\nenabled: false\n", withoutSecrets: true).source)
        #expect(other.written.contains("equals: \"${env:S}\""), "\(other.written)")
        #expect(try Self.read("# a secret\n\(text)\n").source?.written.hasPrefix("# ***\n") == true)
    }

    @Test func `has every key`() throws {
        let secrets = ["S": "a secret", "W": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "H": "00ff"]
        let (read, complaints) = try Self.read(Self.whole, environment: secrets)
        #expect(complaints == [])
        let source = try #require(read)
        #expect(source.name == "lms" && source.description == "all keys" && !source.isEnabled)
        #expect(source.methods == ["GET", "POST"] && source.echo == "echo" && source.zone.name == "America/New_York")
        #expect(source.items.map(\.description) == ["/payloads"] && source.learns && source.expected == .seconds(7_200))
        #expect(
            source.verification.summary
                == "header x-secret, (query parameter token and address in 192.0.2.0/24), field /auth/token, user name "
                + "and password, bearer token, Standard Webhooks or HMAC in header x-signature"
        )
        guard case .hmac(let form, let secret)? = source.verification.leaves.last else {
            Issue.record("no hmac")
            return
        }
        var expected = HMACForm(
            header: "x-signature",
            label: .member("v1", prefix: "v="),
            algorithm: .sha512,
            encoding: .base64,
            signed: try SignedTemplate("{id}:{timestamp}:{body}"),
            time: .member("t"),
            tolerance: .seconds(120),
            idHeader: "x-id"
        )
        expected.timeUnits = [.seconds, .milliseconds]
        #expect(secret.bytes == [0x00, 0xFF] && form == expected)
        let rule = try #require(source.rules.first)
        #expect(rule.condition == "hook is a or b*, there is no /kind and body:/x is 1")
        #expect(rule.type == "user.added" && rule.id == .header("x-message"))
        #expect(rule.subject?.constant == "user/x" && rule.time?.conversion == .time)
        #expect(rule.data?.map(\.name) == ["username", "email", "added_by"])
        #expect(rule.data?[1].value.places == "mail or /user/mail" && rule.data?[1].value.isRequired == true)
        #expect(rule.stages.map(\.typeID) == ["jq"])
        #expect(source.mask("a secret, 00ff") == "***, ***")
    }

    @Test func `is named after its file, takes POST, and is enabled`() throws {
        let (source, complaints) = try Self.read(
            "verify: none\nevents: [{ type: user.added, data: { username: u } }]\n"
        )
        #expect(complaints == [])
        #expect(source?.name == "lms" && source?.methods == ["POST"] && source?.isEnabled == true)
        #expect(source?.zone == .utc && source?.learns == false && source?.expected == nil)
    }

    @Test func `is checked without secrets`() throws {
        let (source, complaints) = try Self.read(Self.whole, withoutSecrets: true)
        #expect(complaints == [] && source != nil)
    }

    @Test func `that is disabled needs no secrets`() throws {
        let text =
            "verify: { bearer: \"${env:NOBODY_SET_IT}\" }\nevents: [{ type: user.added, data: { username: u } }]\n"
        #expect(try Self.read("enabled: false\n" + text).complaints == [])
        #expect(try Self.read(text).complaints.first?.contains("is not defined") == true)
    }

    @Test func `is another one when its file or a secret is another`() throws {
        let text = "verify: { bearer: \"${env:S}\" }\nevents: [{ type: user.added, data: { username: u } }]\n"
        let first = try Self.read(text).source?.fingerprint
        #expect(try first == Self.read("# comment\n" + text).source?.fingerprint && first != nil)
        #expect(try first != Self.read(text, environment: ["S": "other"]).source?.fingerprint)
        #expect(try first != Self.read(text + "learn: true\n").source?.fingerprint)
    }

    @Test(arguments: ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:1"])
    func `that verifies nothing is for loopback alone`(address: String) throws {
        let text = "verify: none\nevents: [{ type: user.added, data: { username: u } }]\n"
        var settings = Settings()
        settings.listen.public = ListenAddress(address)
        #expect(
            try Self.read(text, settings: settings).complaints == [
                "sources/lms.yaml:1:9: error: 'verify: none' takes events from anybody, and \(address) can be reached "
                    + "from other machines"
            ]
        )
    }

    @Test func `has a name of its own`() throws {
        let text = "name: lms\nverify: none\nevents: [{ type: user.added, data: { username: u } }]\n"
        let directory = try PipelineDirectory(["one.yaml": pipeline(), "sources/a.yaml": text, "sources/b.yml": text])
        let complaints = directory.complaints(directory.load().diagnostics)
        #expect(complaints.contains { $0.hasPrefix("sources/b.yml:1:7: error: the name 'lms' is taken: ") })
        #expect(
            complaints.contains("sources/a.yaml:1:7: warning: the file of the source lms has another name")
        )
    }
}
