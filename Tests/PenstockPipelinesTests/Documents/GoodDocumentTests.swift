import Foundation
import PenstockCore
import PenstockJSON
import PenstockPipelines
import PenstockPlugins
import Testing

@Suite struct `Good pipeline documents` {
    @Test func `say all there is to say`() throws {
        let text = """
            name: all
            description: Everything.
            on: [course.completed, ilt.*]
            subject: [course/*, ilt/Fire]
            except: course/X
            enabled: false
            retry: { schedule: [5s, 1.5h], then: repeat, jitter: 12.5% }
            deadline: 72h
            concurrency: 512
            egress: { allow: [10.20.0.0/16, "*.Internal"] }
            outcomes: { 404: permanent, "409": delivered, 5xx: gone }
            rate: 200/h
            order_by: { key: /data/username, when_dead: continue }
            dedupe: { by: [/data/username, /subject], window: 24h }
            stages:
              - filter: match
                name: passed
                with: { pointer: /data/score, less: 5 }
              - transform: jq
                with: { expression: . }
              - sign: standard-webhooks
                with: { secrets: ["${env:A}", "${env:B}"] }
              - transport: http
                with: { url: "https://hr.example.com/x" }
            """
        let directory = try PipelineDirectory(["all.yaml": text])
        let (set, diagnostics) = directory.load(environment: ["A": "whsec_AAAAAAAA", "B": "whsec_BBBBBBBB"])
        #expect(diagnostics.isEmpty)
        let pipeline = try #require(set?["all"])
        #expect(pipeline.description == "Everything.")
        #expect(
            pipeline.selector
                == EventSelector(
                    types: ["course.completed", "ilt.*"],
                    subjects: ["course/*", "ilt/Fire"],
                    except: ["course/X"]
                )
        )
        #expect(!pipeline.isEnabled)
        #expect(
            pipeline.retry
                == RetryPolicy(
                    schedule: [.seconds(5), .seconds(5400)],
                    then: .repeat,
                    jitter: 0.125,
                    deadline: .seconds(72 * 3600)
                )
        )
        #expect(pipeline.concurrency == 512)
        #expect(pipeline.rate == RateLimit(count: 200, per: .seconds(3600)))
        #expect(try pipeline.order == OrderRule(key: JSONPointer("/data/username"), whenDead: .continue))
        let places = try ["/data/username", "/subject"].map { try JSONPointer($0) }
        #expect(pipeline.dedupe == .rule(DedupeRule(by: places, window: .seconds(86_400))))
        #expect(pipeline.egress.entries == ["*.internal", "10.20.0.0/16"])
        #expect(
            pipeline.outcomes == OutcomePolicy(exact: [404: .permanent, 409: .delivered], classes: [5: .gone])
        )
        #expect(
            pipeline.allStages.map(\.label) == [
                "stages/0 (match)", "stages/1 (jq)", "stages/2 (standard-webhooks)", "stages/3 (http)",
            ]
        )
        #expect(pipeline.stages.map(\.kind) == [.filter, .transform])
        #expect(pipeline.stages[0].name == "passed")
        #expect(pipeline.signers.count == 1)
        #expect(
            String(decoding: pipeline.transport.configuration, as: UTF8.self)
                == #"{"url":"https://hr.example.com/x","method":"POST","timeout":"15s"}"#
        )
        #expect(pipeline.transport.trustedHosts == ["hr.example.com"])
        #expect(pipeline.explain(type: "course.completed", subject: nil) == "the pipeline is disabled")
        #expect(set?.matcher.pipelines(type: "course.completed", subject: "course/A") == [])
    }

    @Test func `have the defaults of the design`() throws {
        let directory = try PipelineDirectory(["p.yaml": pipeline()])
        let loaded = try #require(directory.load().set?["one"])
        #expect(loaded.retry == .standard)
        #expect(loaded.concurrency == 64)
        #expect(loaded.isEnabled)
        #expect(loaded.outcomes == OutcomePolicy())
    }

    @Test func `come several to a file, in the order of the files`() throws {
        let directory = try PipelineDirectory([
            "b.yaml": pipeline(name: "b1") + "---\n" + pipeline(name: "b2"),
            "a.yml": "# only words\n---\n" + pipeline(name: "a"),
        ])
        let set = try #require(directory.load().set)
        #expect(set.pipelines.map(\.name) == ["a", "b1", "b2"])
        #expect(set.index(of: "b2") == 2)
        #expect(set.pipelines[2].position.line == 7)
        #expect(set.matcher.pipelines(type: "course.completed", subject: "course/X") == [0, 1, 2])
    }

    @Test func `have a digest of what they say and not of where they stand`() throws {
        func digest(_ files: [String: String], _ defaults: [String: JSONValue] = [:], x: String = "1") throws -> String
        {
            let loaded = try PipelineDirectory(files).load(defaults: defaults, environment: ["X": x])
            return try #require(loaded.set?.digest)
        }
        let secret = pipeline(stages: ["transport: http", "  with: { url: 'https://a', auth: { bearer: '${env:X}' } }"])
        let plain = try digest(["a.yaml": secret])
        #expect(plain.count == 32)
        #expect(try digest(["b.yaml": "# words\n" + secret]) == plain)
        #expect(try digest(["a.yaml": secret], x: "another") == plain)
        #expect(try digest(["a.yaml": secret], ["smtp": ["url": "x"]]) == plain)
        #expect(try digest(["a.yaml": secret], ["http": ["method": "PUT"]]) != plain)
        #expect(try digest(["a.yaml": secret + "concurrency: 5\n"]) != plain)
    }

    @Test func `are put over the defaults of their stage type`() throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: ["transport: smtp", "  with: { username: other }"])
        ])
        let defaults: [String: JSONValue] = [
            "smtp": ["url": "smtp://mail.example.com:25", "username": "relay", "password": "${env:PASSWORD}"]
        ]
        let stage = try #require(
            directory.load(defaults: defaults, environment: ["PASSWORD": "hunter22"]).set?["one"]?.transport
        )
        #expect(
            String(decoding: stage.configuration, as: UTF8.self)
                == #"{"url":"smtp://mail.example.com:25","username":"other","password":"hunter22"}"#
        )
        #expect(stage.shown == ["url": "smtp://mail.example.com:25", "username": "other", "password": "***"])
        #expect(stage.trustedHosts == ["mail.example.com"])
        let (_, diagnostics) = directory.load(defaults: defaults)
        #expect(
            directory.complaints(diagnostics) == [
                """
                p.yaml:4:16: error: ${env:PASSWORD} is not defined: there is no variable PASSWORD in the environment \
                or in .env (/password of the defaults in penstock.yaml)
                """
            ]
        )
    }

    @Test func `are warned of defaults that no stage type has`() throws {
        let directory = try PipelineDirectory(["p.yaml": pipeline()])
        let (set, diagnostics) = directory.load(defaults: ["smpt": [:], "http": [:]])
        #expect(set != nil)
        #expect(
            directory.complaints(diagnostics) == [
                "penstock.yaml: warning: the defaults name 'smpt', and no plugin offers a stage type of that name -> smtp"
            ]
        )
    }

    @Test func `name files from their own directory`() throws {
        let text = pipeline(stages: [
            "transform: email", "  with: { to: a@example.com, text: { file: mails/a.mustache } }", "transport: smtp",
            "  with: { url: 'smtp://localhost' }",
        ])
        let directory = try PipelineDirectory(["p.yaml": text, "mails/a.mustache": "line 1\nline {{2}}\n"])
        let (set, diagnostics) = directory.load()
        let stage = try #require(set?["one"]?.stages.first)
        #expect(
            try JSONValue.parse(stage.configuration)["text"]?["file"]?.stringValue
                == "\(directory.path)/mails/a.mustache"
        )
        #expect(stage.shown["text"]?["file"] == "mails/a.mustache")
        // An offset into a file is a place in that file.
        #expect(directory.complaints(diagnostics) == ["mails/a.mustache:2:2: warning: an odd template"])
        #expect(diagnostics.first?.sourceLine == "line {{2}}")
    }

    static let hosts: [(String, Set<String>)] = [
        ("https://HR.example.com:8443/x?y=//z", ["hr.example.com"]), ("http://user:pw@a.example/x", ["a.example"]),
        ("smtps://[::1]:465", ["::1"]), ("https://a.example/{{data.x}}", ["a.example"]), ("{{data.url}}", []),
        ("https://{{data.host}}/x", []), ("https://good.example{{data.x}}/y", []), ("https://a@{{data.x}}", []),
        ("see https://a.example", []), ("https://a.example\\@b.example/", []), ("://x", []), ("https://", []),
    ]

    @Test(arguments: hosts)
    func `trust the hosts that stand in URLs literally`(url: String, hosts: Set<String>) throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: ["transport: smtp", "  with: { url: '\(url)' }"])
        ])
        #expect(directory.load().set?["one"]?.transport.trustedHosts == hosts)
    }

    @Test func `tell the plugin where it is`() throws {
        let places = Recorder()
        var types = StageDoubles.standard
        types.types.removeAll { $0.kind == .transport }
        types.types.append(
            StageDouble(kind: .transport, id: "http", schema: "{}") { _, place in
                places.add(place)
                return []
            }
        )
        let stages = ["transport: http", "  with: { url: 'https://hr.example.com' }"]
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: stages) + "---\n"
                + pipeline(
                    name: "two",
                    stages: stages + ["  name: out", "  timeout: 2s"],
                    keys: ["egress: { allow: [hr.lan] }"]
                )
        ])
        #expect(directory.load(stageTypes: types).set != nil)
        #expect(places.places.map(\.pipeline) == ["one", "two"])
        #expect(places.places.map(\.stage) == ["stages/0", "out"])
        #expect(places.places.map(\.timeout) == [nil, .seconds(2)])
        #expect(places.places.map(\.trustedHosts) == [["hr.example.com"], ["hr.example.com"]])
        #expect(places.places.map(\.egress.entries) == [[], ["hr.lan"]])
        #expect(directory.load(stageTypes: types, configure: false).set != nil)
        #expect(places.places.count == 2)
    }

    @Test func `that ship with Penstock are read`() throws {
        // Their configurations are checked with the real plugins elsewhere.
        let types = [
            "match", "jq", "lookup", "email", "standard-webhooks", "hmac", "http", "smtp", "template",
            "insight",
        ]
        let kinds: [StageKind] = [
            .filter, .transform, .transform, .transform, .sign, .sign, .transport, .transport, .transform, .transform,
        ]
        let open = StageDoubles(types: zip(types, kinds).map { StageDouble(kind: $1, id: $0, schema: "{}") })
        for directory in [shippedPipelines, shippedPipelines + "/cookbook"] {
            let (set, diagnostics) = PipelineLoader.load(
                directory: directory,
                stageTypes: open,
                catalog: .known,
                settings: .with(defaults: [:]),
                lookup: .nowhere,
                configure: true
            )
            #expect(diagnostics.filter { $0.severity == .error } == [])
            #expect(set?.pipelines.isEmpty == false)
        }
    }
}

/// Notes the places at which a double was configured.
private final class Recorder: @unchecked Sendable {
    private let lock = NSLock()
    private var noted: [StagePlace] = []
    var places: [StagePlace] { lock.withLock { noted } }
    func add(_ place: StagePlace) { lock.withLock { noted.append(place) } }
}
