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

    static let right: [Case] =
        [
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
        [
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
        ] + ["at: today", "answers: [70]", "answers: []", "answer: [200]"].map(tests) + [
            (.test, "tests: [{ name: a, event: { sample: x, file: y }, expect: { state: dead } }]\n"),
            (.test, "tests: [{ name: a, event: { sample: x }, expect: { state: lost } }]\n"),
            (.test, "tests: [{ name: a, event: { sample: x }, expect: { reason: { contain: x } } }]\n"),
        ]
}
