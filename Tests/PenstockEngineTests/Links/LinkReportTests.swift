import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockEngine
@testable import PenstockPlugins

@Suite struct `What came of a link` {
    private static let request = ShownMessage(
        method: "POST",
        target: "https://hr.example.com/",
        contentType: "application/json",
        body: Array("{}".utf8),
        headers: [EventExtension(name: "Authorization", value: "Bearer sesame")],
        attributes: []
    )

    private func report(_ outcome: Outcome, _ change: (inout AttemptResult) -> Void = { _ in }) -> LinkReport {
        var result = AttemptResult(outcome)
        change(&result)
        return LinkReport(request: Self.request, result: result, pipeline: nil, now: .at(0))
    }

    @Test(
        arguments: [
            (.delivered, "delivered", "delivered"), (.transient, "waiting", "again in 5s"),
            (.permanent, "dead", "wait for a person"), (.gone, "dead", "pipeline held"),
            (.configuration, "held", "so would its pipeline"),
        ] as [(Outcome, String, String)]
    )
    func `says what would have become of a delivery`(outcome: Outcome, state: String, words: String) {
        let report = report(outcome)
        let delivery = report.json["delivery"]
        #expect(delivery?["state"] == .string(state), "\(report.json)")
        #expect(delivery?["text"]?.stringValue?.contains(words) == true, "\(report.json)")
        #expect(report.json["outcome"] == .string(outcome.rawValue) && report.isDelivered == (outcome == .delivered))
    }

    @Test func `has the status with its reason, and no credentials`() {
        let json = report(.transient) { result in
            result.status = 503
            result.responseHead = Array("HTTP/1.1 503 Not just now\r\nX: <b>\r\n\r\n".utf8)
            result.timings = Timings(name: 10, connect: 30, firstByte: 100, total: 120)
        }.json
        #expect(json["status"] == 503 && json["reason"] == "Not just now")
        #expect(json["request"]?["headers"]?["authorization"] == "Bearer ***")
        #expect(json["timings_us"] == ["name": 10, "connect": 30, "first_byte": 100, "total": 120])
        #expect(json["tls"] == nil && json["addresses"] == [])
        // HTTP/2 has no reason.
        let second = report(.transient) { result in
            result.status = 503
            result.responseHead = Array("HTTP/2 503 \r\n\r\n".utf8)
        }.json
        #expect(second["reason"] == nil)
    }

    @Test(arguments: [(86_400 * 3 + 5, 3), (86_399, 0), (0, 0), (-1, -1), (-86_401, -2)])
    func `tells how many days a certificate has left`(seconds: Int, days: Int) {
        let end = Int(Timestamp.at(0).microseconds / 1_000_000) + seconds
        let text = #"{"subject":"CN = x","valid_until":\#(end),"pem":"none"}"#
        let certificate = LinkCertificate(text, now: .at(0))?.json
        #expect(certificate?["days_left"] == .number(JSONNumber(days)), "\(String(describing: certificate))")
        #expect(certificate?["sha256"] == nil && certificate?["valid_from"] == nil)
    }

    @Test func `has the fingerprint of a certificate that tools show`() {
        // SHA-256 of the bytes "abc" (FIPS 180-2, appendix B.1).
        let text = #"{"pem":"-----BEGIN CERTIFICATE-----\nYW\nJj\n-----END CERTIFICATE-----\n"}"#
        let shown = LinkCertificate(text, now: .at(0))?.json["sha256"]?.stringValue
        #expect(shown?.hasPrefix("BA:78:16:BF:8F:01:CF:EA") == true && shown?.utf8.count == 95)
        #expect(LinkCertificate("[]", now: .at(0)) == nil && LinkCertificate("{", now: .at(0)) == nil)
    }

    @Test func `is told with TLS where there was some, and never as accepted where it was not`() {
        let json = report(.configuration) { result in
            result.attributes = [
                EventExtension(name: "address", value: "::1"), EventExtension(name: "address", value: "127.0.0.1"),
                EventExtension(name: "connected", value: "127.0.0.1"),
                EventExtension(name: "tls-problem", value: "certificate has expired"),
                EventExtension(name: "certificate", value: #"{"subject":"CN = x"}"#),
                EventExtension(name: "certificate", value: "broken"),
            ]
        }.json
        #expect(json["address"] == "127.0.0.1" && json["addresses"] == ["::1", "127.0.0.1"])
        #expect(json["tls"]?["accepted"] == false && json["tls"]?["problem"] == "certificate has expired")
        #expect(json["tls"]?["certificates"] == [["subject": "CN = x"]])
    }
}
