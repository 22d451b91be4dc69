import PenstockCore
import Testing

@testable import PenstockPipelines

@Suite struct `A broken source` {
    private static let events = "events: [{ type: user.added, data: { username: u } }]"

    /// Complaints about a source with one key beside those that it needs.
    private func complaints(_ text: String) throws -> [String] {
        try `A source`.read(text).complaints.map { $0.replacing("sources/lms.yaml:", with: "") }
    }

    @Test(
        arguments: [
            ("[]", "1:1: error: expected a mapping such as { name: …, verify: …, events: … }, found a list"),
            ("verfy: none", "1:1: error: a source has no key 'verfy' -> verify"),
            ("description: [a]", "1:14: error: expected text, found a list"),
            (
                "description: \"${env:S}\"",
                "1:14: error: references are resolved only below 'verify', and under 'with' of a stage"
            ),
            ("name: A_b", "1:7: error: 'A_b' cannot be the name of a source, which is part of its path"),
            ("enabled: yes", "1:10: error: expected true or false, found 'yes'"),
            ("methods: []", "1:10: error: expected a list of methods such as [POST, GET], found a list"),
            ("methods: [post]", "1:11: error: a source does not take the method 'post' -> POST"),
            ("methods: [DELETE]", "1:11: error: a source does not take the method 'DELETE'"),
            ("zone: America/NewYork", "1:7: error: there is no time zone 'America/NewYork' -> America/New_York"),
            ("zone: EST", "1:7: error: there is no time zone 'EST'"),
            ("items: payloads", "1:8: error: a JSON Pointer begins with '/', as in '/data/score' -> /payloads"),
            ("echo: echo", "1:7: error: expected a mapping such as { query: echo }, found 'echo'"),
            ("echo: {}", "1:7: error: this 'echo' has no 'query'"),
            ("echo: { parameter: a }", "1:9: error: 'echo' has no key 'parameter'"),
            ("expect: { every: soon }", "1:18: error: expected a duration above zero, such as 12h or 1d, found 'soon'"),
            ("expect: { every: 10s }", "1:18: error: silence is noticed after a minute at the soonest"),
            ("expect: {}", "1:9: error: this 'expect' has no 'every'"),
            ("learn:", "1:1: error: 'learn' has no value"),
        ]
    )
    func `is told of each key, with its place`(key: String, complaint: String) throws {
        let found = try complaints("\(key)\n" + (key == "[]" ? "" : "verify: none\n\(Self.events)\n"))
        #expect(found.contains(complaint), "\(found)")
    }

    @Test(
        arguments: [
            (
                "any",
                "1:9: error: expected a rule such as { header: X-Secret, equals: \"${env:NAME}\" }, any: [rules], all: [rules], or none, found 'any'"
            ),
            (
                "{ any: [] }",
                "1:16: error: expected a list of rules such as [{ header: X-Secret, equals: \"${env:NAME}\" }], found a list"
            ),
            (
                "{ any: [none] }",
                "1:17: error: expected a rule such as { header: X-Secret, equals: \"${env:NAME}\" }, any: [rules], all: [rules], or none, found 'none'"
            ),
            ("{}", "1:9: error: this rule does not say what is verified"),
            ("{ heder: X-A, equals: x }", "1:11: error: a rule of 'verify' has no key 'heder' -> header"),
            ("{ header: X-A }", "1:9: error: this rule has no 'equals'"),
            ("{ header: X-A, query: b, equals: x }", "1:24: error: a rule is 'header' or 'query', not both"),
            ("{ header: X-A, equals: \"\" }", "1:32: error: this secret is empty, so everybody knows it"),
            (
                "{ header: X-A, equals: secret7 }",
                "1:32: warning: a secret stands here for everyone who can read this file"
            ),
            ("{ field: \"header:x\", equals: \"${env:S}\" }", "1:18: error: a header is no field"),
            ("{ bearer: \"${env:S}\", equals: x }", "1:31: error: a rule of 'verify' has no key 'equals'"),
            ("{ basic: { username: a } }", "1:18: error: this 'basic' has no 'password'"),
            ("{ standard_webhooks: {} }", "1:30: error: 'standard_webhooks' needs 'secrets', a list with one or more"),
            (
                "{ standard_webhooks: { secrets: [\"${env:S}\"] } }",
                "1:42: error: this is no secret of Standard Webhooks"
            ),
            ("{ addresses: [192.0.2.0/33] }", "1:23: error: '192.0.2.0/33' is no network"),
            ("{ hmac: { header: X-A } }", "1:17: error: this 'hmac' has no 'secret'"),
            ("{ hmac: { secret: \"${env:S}\" } }", "1:17: error: this 'hmac' has no 'header'"),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, algorithm: md5 } }",
                "1:61: error: expected one of sha1, sha256, sha512, found 'md5'"
            ),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, secret_encoding: hex } }",
                "1:27: error: this secret is not valid hex"
            ),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, signed: \"{bod}\" } }",
                "1:58: error: what is signed cannot be read at byte 1: there is no {bod} here; there are {body}, {timestamp}, {id}"
            ),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, signed: \"{timestamp}{body}\" } }",
                "1:58: error: {timestamp} is signed, and there is no 'timestamp' that says where it stands"
            ),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, signed: \"{id}{body}\" } }",
                "1:58: error: {id} is signed, and there is no 'id' that says where it stands"
            ),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, timestamp: { header: T } } }",
                "1:61: warning: the timestamp is not signed, so an old request can be sent again with a new one"
            ),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, signed: \"{timestamp}{body}\", timestamp: { key: t } } }",
                "1:90: error: the timestamp stands at a key of the signature's header, and the signature at none"
            ),
            (
                "{ hmac: { secret: \"${env:S}\", header: A, timestamp: {} } }",
                "1:61: error: a 'timestamp' stands in a 'header', or at a 'key' of the signature's own header"
            ),
        ]
    )
    func `is told of each rule of verify`(rule: String, complaint: String) throws {
        let found = try complaints("verify: \(rule)\n\(Self.events)\n")
        #expect(found.contains(complaint), "\(found)")
    }

    @Test func `is told of references that lead nowhere, and shows no secret`() throws {
        let (source, complaints) = try `A source`.read(
            """
            verify: { any: [{ header: X-A, equals: "${env:NOWHERE}" }, { header: X-B, equals: my-open-secret }] }
            \(Self.events)
            """
        )
        #expect(source == nil)
        #expect(complaints.contains { $0.contains("1:41: error: ${env:NOWHERE} is not defined") })
        #expect(!complaints.joined().contains("my-open-secret"))
    }

    @Test(
        arguments: [
            (
                "events: []",
                "2:9: error: expected a list of events such as [{ when: { hook: course.completed }, type: course.completed, data: { username: login } }], found a list"
            ),
            ("events: [{ data: { a: b } }]", "2:10: error: this event has no 'type'"),
            ("events: [{ type: user.added }]", "2:10: error: this event has neither 'data' nor 'stages'"),
            (
                "events: [{ type: user.add, data: { a: b } }]",
                "2:18: warning: the catalog has no event type 'user.add' -> user.added"
            ),
            (
                "events: [{ type: penstock.source.silent, data: { a: b } }]",
                "2:18: error: types that begin with penstock. are Penstock's own"
            ),
            (
                "events: [{ type: user.added, data: { usrname: b } }]",
                "2:38: warning: user.added has no field 'usrname' -> username"
            ),
            (
                "events: [{ type: user.added, data: {} }]",
                "2:36: error: expected the members of the data such as { username: login, score: { from: score, as: number } }, found a mapping"
            ),
            (
                "events: [{ type: user.added, data: { username: [a] } }]",
                "2:48: error: expected a field, or a pointer such as /user/login, found a list"
            ),
            (
                "events: [{ type: user.added, data: { username: { from: u, as: text } } }]",
                "2:63: error: expected one of string, number, integer, day, time, bool, found 'text'"
            ),
            (
                "events: [{ type: user.added, data: { username: { form: u } } }]",
                "2:50: error: a value has no key 'form' -> from"
            ),
            (
                "events: [{ type: user.added, data: { username: { as: day } } }]",
                "2:48: error: this value has no 'from'"
            ),
            (
                "events: [{ type: user.added, data: { username: { const: a, as: day } } }]",
                "2:60: error: 'as' says nothing beside 'const'"
            ),
            (
                "events: [{ type: user.added, data: { username: { from: a, as: day, values: { a: b } } } }]",
                "2:59: error: 'as' says nothing beside 'values', which say what the value is"
            ),
            (
                "events: [{ type: user.added, data: { username: \"/a~b\" } }]",
                "2:48: error: '/a~b': in a JSON Pointer '~' is written '~0' and '/' is '~1'"
            ),
            (
                "events: [{ type: user.added, when: {}, data: { username: u } }]",
                "2:36: error: expected conditions such as { hook: course.completed } or { /event: [passed, failed] }, found a mapping"
            ),
            (
                "events: [{ type: user.added, when: { a: { exist: true } }, data: { username: u } }]",
                "2:43: error: a condition has no key 'exist' -> exists"
            ),
            (
                "events: [{ type: user.added, when: { a: [] }, data: { username: u } }]",
                "2:41: error: expected one text or more, found a list"
            ),
            (
                "events: [{ type: user.added, stages: [{ filter: match }] }]",
                "2:41: error: a stage of a source has no key 'filter'"
            ),
            (
                "events: [{ type: user.added, stages: [{ transform: jqq }] }]",
                "2:52: error: unknown transform 'jqq' -> jq"
            ),
            (
                "events: [{ type: user.added, stages: [{ transform: jq, with: { expression: wrong } }] }]",
                "2:76: error: syntax error near wrong"
            ),
            (
                "events: [{ type: user.added, data: { username: u } }, { type: user.added, data: { username: u } }]",
                "2:55: warning: the event before this one has no 'when', so this one never has its turn"
            ),
        ]
    )
    func `is told of each event`(events: String, complaint: String) throws {
        let found = try complaints("verify: none\n\(events)\n")
        #expect(found.contains(complaint), "\(found)")
    }

    @Test func `is told of everything at once`() throws {
        let found = try complaints("zone: Nowhere\nlearn: 1\nmore: 2\n")
        #expect(
            found == [
                "1:1: error: this source has no 'verify', so anybody could send it events",
                "1:1: error: this source has no 'events'", "1:7: error: there is no time zone 'Nowhere'",
                "2:8: error: expected true or false, found 1", "3:1: error: a source has no key 'more'",
            ]
        )
    }

    @Test(arguments: [
        ("", "the file defines no source"), ("verify: none\n---\na: b\n", "there is one document too many"),
    ])
    func `is told of a file with no source or two`(text: String, complaint: String) throws {
        #expect(try complaints(text).contains { $0.hasSuffix(complaint) })
    }

    @Test func `keeps the pipelines from being loaded too`() throws {
        let directory = try PipelineDirectory(["one.yaml": pipeline(), "sources/lms.yaml": "verify: none\n"])
        #expect(directory.load().set == nil)
    }
}
