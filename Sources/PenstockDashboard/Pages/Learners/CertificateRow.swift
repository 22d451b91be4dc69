internal import PenstockCore

extension CertificateRecord {
    /// A row of `certificate-table`.
    /// - Parameter day: The day on which its clocks stand.
    func row(on day: CalendarDay) -> View {
        let clocks = certificate.clocks(on: day)
        return [
            "holder": .link(.learner(holder), holder), "program": .text(certificate.program),
            "name": View(certificate.name), "number": View(certificate.number),
            "issued": .text(certificate.issued.description),
            "expires": clocks.expiresInDays.map { .day(certificate.expires, in: $0) } ?? .words("never"),
            "renewal": clocks.renewableInDays.map { .day(certificate.renewal, in: $0) } ?? .nothing,
            "state": clocks.badge,
        ]
    }
}

extension CertificateClocks {
    fileprivate var badge: View {
        guard isValid else { return .badge("expired", .bad) }
        return isRenewable == true ? .badge("renewable", .busy) : .badge("valid", .good)
    }
}

extension View {
    /// A day, and how far away it is.
    fileprivate static func day(_ day: CalendarDay?, in days: Int64) -> View {
        guard let day else { return .nothing }
        let words =
            switch days {
            case 0: "today"
            case 1: "tomorrow"
            case -1: "yesterday"
            case ..<0: "\(-days) days ago"
            default: "in \(days) days"
            }
        return .markup(
            .element(
                "time",
                ["datetime": day.description],
                .init(text: day.description),
                .element("span", ["class": "ago"], .init(text: " (\(words))"))
            )
        )
    }
}
