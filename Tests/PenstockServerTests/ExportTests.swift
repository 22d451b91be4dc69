import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@testable import PenstockServer

@Suite struct `Lists are exported` {
    /// Sends a request, and puts together what comes in pieces (RFC 9112, section 7.1).
    func export(
        _ server: TestServer,
        _ target: String,
        accept: String = "*/*",
        asks: [String] = ["TE: trailers"]
    ) async throws -> Streamed {
        let headers = ["Accept: \(accept)", "Connection: close"] + asks
        let request = TestServer.request("GET", target, headers: headers)
        let exchange = try await exchange(server.port, request, awaitsClose: true)
        let answer = try #require(exchange.answers.first)
        return try Streamed(head: answer, pieces: exchange.rest)
    }

    @Test(arguments: [
        ("?format=csv", "*/*", "text/csv; charset=utf-8; header=present", "csv"),
        ("", "text/csv", "text/csv; charset=utf-8; header=present", "csv"),
        ("", "text/html;q=0.9, application/x-ndjson", "application/x-ndjson", "ndjson"),
        ("?format=ndjson", "text/csv", "application/x-ndjson", "ndjson"),
    ])
    func `in the format that is asked for, as a file`(
        query: String,
        accept: String,
        type: String,
        ending: String
    ) async throws {
        try await TestServer.run { server async throws in
            for list in ["events", "deliveries"] {
                let export = try await export(server, "/v1/\(list)\(query)", accept: accept)
                #expect(export.head.status == 200 && export.isComplete)
                #expect(export.head.headers["content-type"] == type)
                let file = "attachment; filename=\"penstock-\(list).\(ending)\""
                #expect(export.head.headers["content-disposition"] == file)
            }
        }
    }

    @Test func `events, with their data, as JSON a line and as a table`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post(#"{"type":"course.started","id":"1","subject":"s","data":{"a":"x, \"y\""}}"#)
            let lines = try await export(server, "/v1/events?format=ndjson").text
            let expected = """
                {"id":"1","source":"/api","type":"course.started","subject":"s","time":"2026-03-04T10:00:00Z",\
                "accepted_at":"2026-03-04T10:00:00Z","revision":1,"delivery_count":1,\
                "datacontenttype":"application/json","data":{"a":"x, \\"y\\""},"cursor":"e1"}

                """
            #expect(lines == expected)
            let table = try await export(server, "/v1/events?format=csv").text
            let columns =
                "id,source,type,subject,time,accepted_at,revision,delivery_count,contradiction,erased_at,data,cursor"
            let times = "2026-03-04T10:00:00Z,2026-03-04T10:00:00Z"
            let data = #""{""a"":""x, \""y\""""}""#
            #expect(table == "\(columns)\r\n1,/api,course.started,s,\(times),1,1,,,\(data),e1\r\n")
        }
    }

    @Test func `deliveries, as people see them`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post(#"{"type":"course.started","id":"1"}"#)
            try await server.engine.hold(pipeline: "hr-webhook", Reason(code: "paused", text: "noon"))
            let lines = try await export(server, "/v1/deliveries?format=ndjson").text
            #expect(lines.contains(#""state":"held","reason":{"code":"paused","text":"noon"}"#), "\(lines)")
            let table = try await export(server, "/v1/deliveries?format=csv").text
            let row = "\r\ndlv_k3f9x2pq_1,hr-webhook,1,course.started,,held,paused,noon,,1,0,,"
            #expect(table.contains(row), "\(table)")
        }
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
    func `without formulas for whoever opens them`(text: String) async throws {
        var csv = CSVText()
        csv.row([text, "a\(text)", nil, "a\"b"])
        let first = text.contains("\r") ? "\"'\(text)\",\"a\(text)\"" : "'\(text),a\(text)"
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "\(first),,\"a\"\"b\"\r\n")
        try await TestServer.run { server async throws in
            let event = JSONValue.object(["type": "course.started", "subject": .string(text)])
            _ = try await server.post(event.text)
            let table = try await export(server, "/v1/events?format=csv").text
            #expect(table.contains("'\(text)"), "\(table)")
        }
    }

    @Test func `without a trailer for whoever does not ask for one`() async throws {
        try await TestServer.run { server async throws in
            for number in 0..<2 { _ = try await server.post(#"{"type":"course.started","id":"e\#(number)"}"#) }
            let answer = try await export(server, "/v1/events?format=csv&limit=1", asks: [])
            #expect(answer.isComplete && answer.trailers.isEmpty && answer.head.headers["trailer"] == nil)
        }
    }

    @Test(arguments: ["csv", "ndjson"])
    func `to a limit, and on from there`(format: String) async throws {
        try await TestServer.run { server async throws in
            // More than a page of the store, which has 500.
            for number in 0..<1203 { _ = try await server.post(#"{"type":"course.started","id":"e\#(number)"}"#) }
            for list in ["events", "deliveries"] {
                let first = try await export(server, "/v1/\(list)?format=\(format)&limit=1100")
                let head = format == "csv" ? 1 : 0
                #expect(first.lines.count == 1100 + head)
                let next = try #require(first.trailers["penstock-next"])
                #expect(first.lines.last?.contains(next) == true)
                let rest = try await export(server, "/v1/\(list)?format=\(format)&cursor=\(next)")
                #expect(rest.lines.count == 103 + head && rest.trailers.isEmpty && rest.isComplete)
                #expect(Set(first.lines.dropFirst(head)).isDisjoint(with: rest.lines.dropFirst(head)))
            }
        }
    }

    @Test func `never as a whole where the store fails, and with a problem where it fails before`() async throws {
        try await TestServer.run { server async throws in
            for number in 0..<501 { _ = try await server.post(#"{"type":"course.started","id":"e\#(number)"}"#) }
            server.engine.change { $0.readsLeft = 1 }
            let broken = try await export(server, "/v1/events?format=ndjson")
            #expect(broken.head.status == 200 && broken.lines.count == 500 && !broken.isComplete)
            let refused = try await server.get("/v1/events?format=ndjson")
            #expect(refused.problem == "storage-unavailable")
        }
    }
}

/// An answer that came in pieces.
struct Streamed {
    let head: Answer
    private(set) var body: [UInt8] = []
    private(set) var trailers: [String: String] = [:]
    /// Whether its end came.
    private(set) var isComplete = false

    init(head: Answer, pieces: [UInt8]) throws {
        self.head = head
        var rest = pieces[...]
        let lineEnd = Array("\r\n".utf8)
        while let end = rest.firstRange(of: lineEnd) {
            let size = try #require(Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16))
            rest = rest[end.upperBound...]
            guard size > 0 else {
                isComplete = rest.suffix(2).elementsEqual(lineEnd)
                break
            }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        guard isComplete else { return }
        for line in String(decoding: rest, as: UTF8.self).split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            trailers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var lines: [Substring] { text.split(whereSeparator: \.isNewline) }
}
