import PenstockCore
import PenstockEngine
import PenstockJSON

@testable import PenstockDashboard

/// A text that would do harm wherever it is read as something else than text.
let hostile = "\"'><script>alert(1)</script>{{title}}&amp;\"\u{301} onload=x \u{202E}\u{0}"

/// The time of all pages of the tests.
let noon = Timestamp("2026-03-04T12:00:00Z") ?? Timestamp(microseconds: 0)

/// A page as somebody who is logged in sees it.
func context(path: String = "/", mayChange: Bool = true) -> PageContext {
    PageContext(path: path, csrf: hostile, caller: hostile, mayChange: mayChange, now: noon, version: hostile)
}

enum Sample {
    static func backlog(_ name: String = hostile) -> PipelineBacklog {
        PipelineBacklog(
            pipeline: PipelineID(1),
            name: name,
            pending: 3,
            waiting: 2,
            dead: 1,
            held: 4,
            behind: 1,
            oldest: noon + .seconds(-400),
            hold: Reason(code: hostile, text: hostile)
        )
    }

    static func pipeline(_ name: String = hostile) -> PipelineSummary {
        PipelineSummary(
            name: name,
            description: hostile,
            on: [hostile, "course.*"],
            subject: [hostile],
            except: [hostile],
            stages: [
                StageSummary(kind: "filter", type: hostile, configuration: .null),
                StageSummary(kind: "transport", type: "http", configuration: .null),
            ],
            position: SourcePosition(file: hostile, line: 1, column: 1),
            lane: .held(Reason(code: hostile, text: hostile)),
            flow: LaneFlow(failing: failing, tokens: 7)
        )
    }

    static let failing = LaneFlow.Failing(
        since: noon + .seconds(-90),
        failures: 12,
        reason: Reason(code: hostile, text: hostile),
        nextTry: noon + .seconds(30),
        givenUp: 2
    )

    static var standing: PipelineStanding {
        var counts = EngineCounters.PipelineCounts()
        counts.settled = [.delivered: 12_345, .filtered: 3, .dead: 1]
        counts.attempts = [.delivered: 12_345, .transient: 4]
        return PipelineStanding(summary: pipeline(), backlog: backlog(), counts: counts)
    }

    static let eventType = EventTypeSummary(
        type: hostile,
        description: hostile,
        subject: hostile,
        person: hostile,
        key: [hostile],
        isStrict: true,
        schema: [
            "type": "object", "required": ["name"],
            "properties": [
                "name": ["type": "string", "description": .string(hostile), "examples": [.string(hostile)]],
                "kind": ["enum": ["a", .string(hostile)]],
                "inner": ["type": "object", "properties": ["day": ["type": ["string", "null"], "format": "date"]]],
            ],
        ],
        sample: ["name": .string(hostile), "kind": "b", "inner": ["day": nil], "more": .string(hostile)],
        timers: [
            [
                "emit": .string(hostile), "at": .string(hostile), "offsets": [.string(hostile)],
                "time": .string(hostile),
                "zone": .string(hostile),
                "cancelled_by": ["type": .string(hostile), "same": [.string(hostile)]],
            ]
        ]
    )

    /// What a trial says of a pipeline that takes the event.
    static let linkDraft: LinkDraft = {
        var draft = LinkDraft()
        (draft.url, draft.pipeline, draft.method, draft.timeout) = (hostile, hostile, hostile, hostile)
        (draft.headers, draft.body) = (hostile, hostile)
        return draft
    }()

    static let linkReport: JSONValue = [
        "request": [
            "method": .string(hostile), "url": .string(hostile), "headers": ["x": .string(hostile)],
            "body": .string(hostile),
        ],
        "addresses": [.string(hostile)], "proxy_addresses": [.string(hostile)], "status": 503,
        "reason": .string(hostile), "code": .string(hostile), "text": .string(hostile), "sent": "maybe",
        "outcome": .string(hostile), "delivery": ["state": "waiting", "text": .string(hostile)],
        "timings_us": ["name": 300, "connect": 900, "tls": 9_000, "first_byte": 20_000, "total": 21_000],
        "tls": [
            "version": .string(hostile), "cipher": .string(hostile), "accepted": false, "problem": .string(hostile),
            "certificates": [
                [
                    "subject": .string(hostile), "issuer": .string(hostile), "names": [.string(hostile)],
                    "valid_from": "2026-03-04T10:00:00Z", "valid_until": "2026-03-09T10:00:00Z", "days_left": -1,
                    "sha256": .string(hostile),
                ],
                ["subject": .string(hostile), "days_left": 1],
            ],
        ],
        "response": ["head": .string(hostile), "body": .string(hostile), "truncated": true],
    ]

    static let report: JSONValue = [
        "pipeline": .string(hostile), "matched": true, "match": .string(hostile), "state": "dead",
        "reason": ["code": "x", "text": .string(hostile)],
        "steps": [
            [
                "kind": "transform", "type": .string(hostile), "name": .string(hostile), "verdict": "pass",
                "microseconds": 1200,
                "message": [
                    "content_type": .string(hostile), "headers": ["x": .string(hostile)], "body": .string(hostile),
                ],
            ],
            ["kind": "sign", "type": "hmac", "verdict": "fail", "reason": ["text": .string(hostile)]],
        ],
        "attempts": [
            [
                "number": 1, "at": "2026-03-04T12:00:00Z", "outcome": "permanent", "status": 422,
                "text": .string(hostile), "microseconds": 3400, "response_head": .string(hostile),
                "response_body": .string(hostile), "next_at": "2026-03-04T12:05:00Z",
                "request": [
                    "method": "POST", "url": .string(hostile), "headers": ["x-a": .string(hostile)],
                    "body": .string(hostile),
                ],
            ]
        ],
    ]

    /// One that does not.
    static let other: JSONValue = ["pipeline": .string(hostile), "matched": false, "match": .string(hostile)]

    /// An hour of figures, with one stretch in which nothing was delivered.
    static var traffic: TrafficHistory {
        var (history, totals) = (TrafficHistory(since: noon, steady: noon), TrafficTotals())
        totals.latency = EngineMetrics.Histogram(bounds: [1000, 2000], counts: [0, 0, 0])
        for slice in 1...40 {
            totals.accepted += 20
            if slice != 20 {
                totals.delivered += 10
                totals.latency.counts[0] += 10
            }
            let time = noon + .seconds(-400 + slice * 10)
            history.end(totals, wall: time, steady: noon + .seconds(slice * 10))
        }
        return history
    }
}
