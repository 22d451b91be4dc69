internal import HTTPStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Testing

@Suite struct `An answer` {
    @Test(arguments: [
        (200, AttemptResult.Outcome.delivered, "delivered"), (201, .delivered, "delivered"),
        (202, .delivered, "delivered"), (204, .delivered, "delivered"), (226, .delivered, "delivered"),
        (299, .delivered, "delivered"), (300, .transient, "redirect"), (301, .transient, "redirect"),
        (302, .transient, "redirect"), (303, .transient, "redirect"), (304, .transient, "redirect"),
        (307, .transient, "redirect"), (308, .transient, "redirect"), (399, .transient, "redirect"),
        (400, .transient, "http-status"), (401, .transient, "http-status"), (402, .transient, "http-status"),
        (403, .transient, "http-status"), (404, .transient, "http-status"), (405, .transient, "http-status"),
        (408, .transient, "http-status"), (409, .transient, "http-status"), (410, .gone, "gone"),
        (411, .transient, "http-status"), (413, .transient, "http-status"), (418, .transient, "http-status"),
        (422, .transient, "http-status"), (425, .transient, "http-status"), (429, .transient, "rate-limited"),
        (451, .transient, "http-status"), (499, .transient, "http-status"), (500, .transient, "http-status"),
        (501, .transient, "http-status"), (502, .transient, "http-status"), (503, .transient, "http-status"),
        (504, .transient, "http-status"), (507, .transient, "http-status"), (599, .transient, "http-status"),
    ])
    func `decides by its status what becomes of the delivery`(
        status: Int,
        outcome: AttemptResult.Outcome,
        code: String
    ) async throws {
        let receiver = try Receiver { _ in .status(status) }
        let done = try await transport(receiver).send(TestMessage())
        #expect(done.outcome == outcome && done.code == code && done.status == status && done.sent == .yes)
        #expect(done.sentence.contains("answered \(status)"))
    }

    @Test func `that points elsewhere is not followed, and the sentence says where`() async throws {
        let receiver = try Receiver { _ in .status(302, headers: ["location: https://hr.example.com/new?key=secret"]) }
        let done = try await transport(receiver).send(TestMessage())
        #expect(
            done.sentence.hasSuffix(
                "redirects are not followed; if that is right, set url to https://hr.example.com/new"
            )
        )
        #expect(receiver.requests.count == 1)
    }

    private static let waits: [([String], Int64?)] = [
        (["retry-after: 7"], 7_000), (["Retry-After:  120 "], 120_000), ([], nil), (["retry-after: soon"], nil),
        (["date: Sun, 06 Nov 1994 08:49:37 GMT", "retry-after: Sun, 06 Nov 1994 08:50:07 GMT"], 30_000),
        (["retry-after: Thu, 25 Feb 2021 14:43:10 GMT"], 60_000),
        (["retry-after: Wed, 24 Feb 2021 14:43:10 GMT"], 0),
        (["retry-after: 99999999999999999999"], 31_622_400_000),
    ]

    @Test(arguments: waits)
    func `may ask for time`(headers: [String], milliseconds: Int64?) async throws {
        let receiver = try Receiver { _ in .status(429, headers: headers) }
        var call = TestCall()
        call.nowMicroseconds = 1_614_264_130_000_000  // Thu, 25 Feb 2021 14:42:10 GMT
        let done = try await transport(receiver).send(TestMessage(), call)
        #expect(done.retryAfterMilliseconds == milliseconds)
    }

    @Test(arguments: [301, 400, 403, 404, 408, 410, 425, 429, 500, 503])
    func `may ask for time whatever its failure is`(status: Int) async throws {
        let receiver = try Receiver { _ in .status(status, headers: ["retry-after: 7"]) }
        let done = try await transport(receiver).send(TestMessage())
        #expect(done.retryAfterMilliseconds == 7_000 && done.sentence.hasSuffix("; it asks to wait 7s"))
    }

    @Test(arguments: [(16_384, false), (16_385, true), (900_000, true), (100_000_000, true)])
    func `is kept up to a limit`(length: Int, truncated: Bool) async throws {
        let receiver = try Receiver { _ in .long(length) }
        let stage = try transport(receiver)
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == .delivered && done.isTruncated == truncated)
        #expect(done.responseBody.count == min(length, 16_384))
        #expect(String(decoding: done.responseHead, as: UTF8.self).hasPrefix("HTTP/1.1 200 OK\r\n"))
        // The rest was never read: what left the receiver is in the buffers of the system.
        #expect(receiver.sentBytes < 20_000_000)
        #expect(try await !stage.send(TestMessage(), TestCall()).responseBody.isEmpty)
    }

    @Test func `that trickles is cut by the timeout`() async throws {
        let receiver = try Receiver { _ in .trickle }
        let done = try await transport(receiver, #","timeout":"1500ms""#).send(TestMessage())
        #expect(done.outcome == .transient && done.code == "timeout" && done.sent == .yes)
        #expect(done.status == 200 && done.isTruncated && done.responseBody.allSatisfy { $0 == UInt8(ascii: "x") })
        #expect(done.sentence == "127.0.0.1:\(receiver.port) answered 200, but its answer did not end within 1500ms")
    }

    @Test(arguments: [
        ("reset", "connection-reset"), ("close", "no-answer"), ("cut", "connection-reset"), ("raw", "not-http"),
        ("silence", "timeout"),
    ])
    func `that never comes whole is an attempt to repeat`(kind: String, code: String) async throws {
        let receiver = try Receiver { _ in
            switch kind {
            case "reset": .reset
            case "close": .close
            case "cut": .cutShort
            case "raw": .raw("hello there\r\n\r\n")
            default: .silence
            }
        }
        let done = try await transport(receiver, #","timeout":"1500ms""#).send(TestMessage())
        #expect(done.outcome == .transient && done.code == code, "\(done.sentence)")
        #expect(done.sent == (kind == "cut" ? .yes : .maybe) && done.isTruncated == (kind == "cut"))
        #expect(!done.sentence.isEmpty)
    }

    @Test func `cannot come from where nobody listens`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        receiver.close()
        let done = try await transport(receiver).send(TestMessage())
        #expect(done.outcome == .transient && done.code == "connection-refused" && done.sent == .no)
        #expect(
            done.sentence
                == "could not connect to 127.0.0.1:\(receiver.port): connection refused; is the receiver running?"
        )
    }

    @Test func `cannot come from a name that does not exist`() async throws {
        let stage = try StageHarness(library, .transport, "http", with: #"{"url":"http://nowhere.invalid/"}"#)
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == .transient && done.code == "name-not-found" && done.sent == .no)
    }
}
