internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// What came of testing a link, as `POST /v1/links/test` answers it, for people. Pure.
enum LinkView {
    static func report(_ report: JSONValue) -> View {
        let delivery = report["delivery"]
        let state = delivery?.shown("state").flatMap(DeliveryState.init)
        let timings = Timings(report["timings_us"])
        return [
            "verdict": .badge(verdict(report), state.map(Tone.init) ?? .quiet),
            "text": View(report.shown("text")?.capitalizedSentence),
            "outlook": View(delivery?.shown("text")?.capitalizedSentence),
            "facts": .list(facts(report)),
            "timings": AttemptPhases(timings).view(longest: timings.total ?? 0, of: "The exchange"),
            "tls": report["tls"].map(tls) ?? .nothing,
            "sent": View(TrialLines.sent(report)),
            "head": body(report["response"]?.shown("head")), "body": body(report["response"]?.shown("body")),
            "truncated": .flag(report["response"]?["truncated"] == true),
        ]
    }

    /// `503 Service Unavailable`, or the word for what kept an answer away.
    private static func verdict(_ report: JSONValue) -> String {
        guard let status = report.shown("status") else { return report.shown("code") ?? "no answer" }
        return [status, report.shown("reason") ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func facts(_ report: JSONValue) -> [View] {
        let sent = report.shown("sent").flatMap(Sent.init)
        let resolved = report.elements("addresses").compactMap(\.shown)
        return [
            ("Address", report.shown("address") ?? resolved.joined(separator: ", ")),
            ("Proxy", report.elements("proxy_addresses").compactMap(\.shown).joined(separator: ", ")),
            ("Class", report.shown("outcome") ?? ""), ("Code", report.shown("code") ?? ""),
            ("Request", sent?.words ?? ""),
        ].filter { !$0.1.isEmpty }.map { ["name": .text($0.0), "value": .text($0.1)] }
    }

    private static func body(_ text: String?) -> View { ShownBody.view(Array((text ?? "").utf8)) }

    // MARK: - TLS

    private static func tls(_ tls: JSONValue) -> View {
        let isAccepted = tls["accepted"] == true
        return [
            "verdict": .badge(isAccepted ? "accepted" : "not accepted", isAccepted ? .good : .bad),
            "problem": View(tls.shown("problem")?.capitalizedSentence),
            "version": View(tls.shown("version")), "cipher": View(tls.shown("cipher")),
            "certificates": .table(tls.elements("certificates").enumerated().map(certificate)),
        ]
    }

    private static func certificate(_ index: Int, _ certificate: JSONValue) -> View {
        func day(_ name: String) -> View { View(certificate.shown(name).flatMap { Timestamp($0) }.map(\.wording)) }
        let left = certificate["days_left"]?.numberValue?.int64
        return [
            "title": index == 0 ? "Of the receiver itself" : "Of who signed the one before",
            "subject": View(certificate.shown("subject")), "issuer": View(certificate.shown("issuer")),
            "names": View(certificate.elements("names").compactMap(\.shown).joined(separator: ", ")),
            "from": day("valid_from"), "until": day("valid_until"),
            "left": left.map { .badge(words(daysLeft: $0), $0 < 0 ? .bad : $0 < 14 ? .busy : .good) } ?? .nothing,
            "sha256": View(certificate.shown("sha256")),
        ]
    }

    private static func words(daysLeft days: Int64) -> String {
        if days < 0 { return "expired" }
        return "\(days) \(days == 1 ? "day" : "days") left"
    }
}
