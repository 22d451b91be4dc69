import PenstockPipelines

/// Documents that the schemas must admit or refuse, beside those that ship.
extension `The committed schemas` {
    typealias Case = (EditorSchema.File, String)

    private static let stages = "stages: [{ transport: http, with: { url: \"https://hr.example.com\" } }]\n"

    private static func pipeline(_ keys: String) -> Case {
        (.pipeline, "name: a\non: course.completed\n\(stages)\(keys)\n")
    }

    private static func stage(_ text: String) -> Case {
        let transport = "{ transport: http, with: { url: \"https://hr.example.com\" } }"
        return (.pipeline, "name: a\non: course.completed\nstages:\n  - \(text)\n  - \(transport)\n")
    }

    private static func tests(_ text: String) -> Case {
        (.test, "tests: [{ name: a, event: { sample: course.completed }, expect: { state: dead }, \(text) }]\n")
    }

    private static let sourceEvents = "events: [{ type: user.added, data: { username: u } }]\n"

    private static func source(_ keys: String) -> Case { (.source, "verify: none\n\(sourceEvents)\(keys)\n") }

    private static func verify(_ rule: String) -> Case { (.source, "verify: \(rule)\n\(sourceEvents)") }

    private static func value(_ value: String) -> Case {
        (.source, "verify: none\nevents: [{ type: a, data: { b: \(value) } }]\n")
    }

    private static func sourceTest(_ text: String) -> Case {
        (.sourceTest, "tests: [{ name: a, request: { \(text) }, expect: { learned: true } }]\n")
    }

    /// Documents of sources and of their tests.
    static let rightSources: [Case] =
        [
            "methods: GET", "methods: [POST, GET]", "items: \"\"", "echo: { query: e }", "expect: { every: 1d }",
            "zone: UTC",
        ]
        .map(source)
        + [
            "{ any: [{ all: [{ header: A, equals: 1 }, { addresses: 192.0.2.1 }] }] }", "{ bearer: \"${env:T}\" }",
            "{ hmac: { secret: s, header: h, timestamp: { key: t }, key: v1, id: { header: i } } }",
            "{ standard_webhooks: { secrets: [\"${env:S}\"], tolerance: 5m } }",
        ].map(verify)
        + ["a", "/a/b", "{ from: [a, /b], as: day, default: null, required: true }", "{ const: { a: 1 } }"].map(value)
        + ["method: GET, hook: h, query: { a: [1, 2] }", "form: { a: , b: x }", "json: [1]", "file: a.http"].map(
            sourceTest
        )

    static let wrongSources: [Case] =
        ["methods: []", "methods: DELETE", "items: a", "echo: e", "expect: { every: 1 }", "name: A", "learn: maybe"]
        .map(source)
        + [
            "any", "{}", "{ header: A }", "{ header: A, query: b, equals: c }", "{ any: [] }",
            "{ hmac: { header: h } }",
            "{ hmac: { secret: s, header: h, timestamp: {} } }", "{ basic: { username: a } }",
        ].map(verify)
        + [
            "[a]", "{ from: [] }", "{ as: day }", "{ const: a, from: b }", "{ from: a, as: text }",
            "{ from: a, as: day, values: { b: c } }",
        ]
        .map(value)
        + [
            (.source, "verify: none\n"), (.source, sourceEvents), (.source, "verify: none\nevents: [{ type: a }]\n"),
            (.source, "verify: none\nevents: [{ type: a, when: {}, data: { b: c } }]\n"),
        ] + ["jsn: 1", "query: [a]", "body: [a]"].map(sourceTest) + [
            (.sourceTest, "tests: [{ name: a, request: {}, expect: {} }]\n"),
            (.sourceTest, "tests: [{ name: a, request: {}, expect: { status: 7 } }]\n"),
        ]

    static let right: [Case] =
        rightSources
        + [
            "retry: { schedule: [], then: repeat, jitter: 12.5% }", "deadline: 1.5h", "concurrency: 10000",
            "outcomes: { 409: delivered, 5xx: permanent }", "rate: 50/s", "order_by: { key: /subject }",
            "dedupe: false", "dedupe: { by: [/data/x], window: 24h }", "egress: { allow: [\"*.internal\"] }",
            "isolation: none", "enabled: false", "subject: [course/*]", "except: course/PILOT-*",
            "tests: []",
        ].map(pipeline)
        + [
            #"filter: match, with: { any: [{ pointer: /a, in: [1, "${env:X}"] }] }"#,
            #"filter: jq, with: { expression: .data }, name: n, timeout: 2s, isolation: process"#,
            #"sign: hmac, with: { preset: "${env:PRESET}", secret: "${env:S}" }"#,
        ].map { stage("{ \($0) }") } + [
            (.settings, "# nothing\n"), (.settings, "null\n"), (.settings, "disk_reserve: 0\n"),
            (
                .settings,
                "retention: { ids: forever }\nplugins: { directories: [a], com.example.x: { isolation: none } }\n"
            ),
            (.settings, "defaults: { jq: { expression: . }, smtp: { username: relay } }\n"),
            (.catalog, "type: a.b\nschema: true\nidentity: { window: 1d }\n"),
            (.catalog, "type: a.b\nmeasures: { seen: { group: [/data/x], series: all } }\n"),
            (.catalog, "type: a.b\nmeasures: { n: { value: { from: /data/x, to: /data/y }, group: [/data/z] } }\n"),
            (.catalog, "type: a.b\nperson: /data/x\ncertificate: { program: /data/y, issued: /data/z }\n"),
        ]
        + [
            "at: 2026-03-04T10:00:00Z", "secrets: { A: b }",
            "answers: [503, timeout, { status: 429, headers: { Retry-After: 60 } }]",
            "answers: [{ smtp: 550 }, { outcome: permanent, status: 3 }]",
        ].map(tests) + [
            (
                .test,
                "pipeline: a\ntests: [{ name: a, event: { type: x, data: 1 }, expect: { reason: { not: { contains: x } } } }]\n"
            ),
            (
                .test,
                "tests: [{ name: a, event: { file: e.json, remove: [/data/x] }, expect: { mail: { to: [a@example.com] } } }]\n"
            ),
        ]

    static let wrong: [Case] =
        wrongSources
        + [
            "unknown: 1", "retry: { scedule: [5s] }", "retry: { schedule: [5] }", "retry: { jitter: 101% }",
            "retry: { then: go-on }", "deadline: soon", "concurrency: 0", "concurrency: 10001", "concurrency: many",
            "outcomes: { 999: delivered }", "outcomes: { 404: bad }", "rate: 50", "order_by: { when_dead: hold }",
            "order_by: { key: data.username }", "dedupe: true", "dedupe: { by: [], window: 1h }",
            "egress: [hr.internal]", "isolation: thread", "enabled: 1", "subject: 7", "subject: \"${env:S}\"",
            "tests: [{ name: a }]",
        ].map(pipeline)
        + [
            "filter: macth, with: { pointer: /a, equals: 1 }", "filter: match", "filter: match, with: { pointr: /a }",
            "filter: match, transform: jq, with: { expression: . }", "transform: lookup, with: { file: people.csv }",
            "sign: hmac, with: { preset: gitlab, secret: x }", "with: {}", "filter: jq, with: { expression: 1 }",
            "transport: http, with: { url: \"https://a.example\" }", "filter: jq, with: { expression: . }, retries: 3",
        ].map { stage("{ \($0) }") } + [
            (.pipeline, "on: course.completed\n\(stages)"), (.pipeline, "name: a b\non: x\n\(stages)"),
            (.pipeline, "name: a\n\(stages)"), (.pipeline, "name: a\non: x\nstages: []\n"),
            (.pipeline, "name: a\non: x\nstages: [{ filter: jq, with: { expression: . } }]\n"),
            (.pipeline, "name: a\non: x\nstages: [{ transport: http, with: { url: u, timeout: 15 } }]\n"),
            (.settings, "listen: 127.0.0.1:8080\n"), (.settings, "retention: { payloads: never }\n"),
            (.settings, "disk_reserve: much\n"), (.settings, "defaults: { smtp: { ulr: x } }\n"),
            (.settings, "plugins: { com.example.x: { isolation: thread } }\n"), (.settings, "tls: {}\n"),
            (.catalog, "description: x\n"), (.catalog, "type: a..b\n"), (.catalog, "type: a\nperson: username\n"),
            (.catalog, "type: a\nstrict: maybe\n"), (.catalog, "type: a\nidentity: { by: [/data/x] }\n"),
            (.catalog, "type: a\nmeasures: { n: { value: /data/x } }\n"),
            (.catalog, "type: a\nmeasures: { n: { value: { to: /data/x }, group: [/data/z] } }\n"),
            (.catalog, "type: a\ncertificate: { program: /data/y, issued: /data/z }\n"),
            (.catalog, "type: a\nperson: /data/x\ncertificate: { program: /data/y }\n"),
            (.catalog, "type: a\nperson: /data/x\ncertificate: { program: /y, issued: /z, expiry: /w }\n"),
        ] + ["at: today", "answers: [70]", "answers: []", "answer: [200]"].map(tests) + [
            (.test, "tests: [{ name: a, event: { sample: x, file: y }, expect: { state: dead } }]\n"),
            (.test, "tests: [{ name: a, event: { sample: x }, expect: { state: lost } }]\n"),
            (.test, "tests: [{ name: a, event: { sample: x }, expect: { reason: { contain: x } } }]\n"),
        ]
}
