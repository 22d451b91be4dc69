internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// What came of testing a link, for people.
struct LinkText {
    let terminal: Terminal

    /// How many lines of a body are shown.
    private static let mostLines = 40

    func write(_ report: JSONValue) {
        let isGood = report.shown("outcome") == Outcome.delivered.rawValue
        let answer = [report.shown("status") ?? report.shown("code"), report.shown("reason")].compactMap(\.self)
        terminal.write(terminal.styled(answer.joined(separator: " ").printable, isGood ? .green : .red) + "\n")
        write("  ", report.shown("text"))
        write("  ", report["delivery"]?.shown("text"))
        terminal.write("\n")
        writeFacts(report)
        if let tls = report["tls"] { write(tls: tls) }
        write(block: "answer", report["response"]?.shown("head"))
        write(block: "its body", report["response"]?.shown("body"))
        if report["response"]?["truncated"] == true {
            terminal.write(terminal.styled("  of which the beginning is kept", .dim) + "\n")
        }
        write(block: "the request", TrialLines.sent(report))
    }

    private func write(_ indentation: String, _ text: String?) {
        if let text, !text.isEmpty { terminal.write(indentation + text.printable + "\n") }
    }

    private func writeFacts(_ report: JSONValue) {
        var facts = Facts()
        let resolved = report.elements("addresses").compactMap(\.shown).joined(separator: ", ")
        facts.add("address", report.shown("address") ?? resolved)
        facts.add("proxy", report.elements("proxy_addresses").compactMap(\.shown).joined(separator: ", "))
        facts.add("class", report.shown("outcome"))
        facts.add("sent", report.shown("sent"))
        for part in Timings(report["timings_us"]).parts {
            facts.add(part.kind.words.lowercasedFirst, Self.length(part.range.upperBound - part.range.lowerBound))
        }
        terminal.write(facts.rendered(for: terminal))
    }

    private func write(tls: JSONValue) {
        let isAccepted = tls["accepted"] == true
        let version = [tls.shown("version"), tls.shown("cipher")].compactMap(\.self).joined(separator: ", ")
        let verdict = isAccepted ? "accepted" : "not accepted: \(tls.shown("problem") ?? "the reason is not known")"
        terminal.write("\n" + terminal.styled("TLS", .bold) + (version.isEmpty ? "" : " \(version)".printable) + "\n")
        terminal.write("  certificate \(terminal.styled(verdict.printable, isAccepted ? .green : .red))\n")
        for certificate in tls.elements("certificates") {
            var facts = Facts()
            facts.add("subject", certificate.shown("subject"))
            facts.add("names", certificate.elements("names").compactMap(\.shown).joined(separator: ", "))
            facts.add("issuer", certificate.shown("issuer"))
            facts.add("valid from", certificate.shown("valid_from"))
            facts.add("valid until", certificate.shown("valid_until"))
            facts.add("days left", certificate.shown("days_left"))
            facts.add("SHA-256", certificate.shown("sha256"))
            terminal.write("\n")
            for line in facts.rendered(for: terminal).split(separator: "\n") { terminal.write("  \(line)\n") }
        }
    }

    /// `310 µs`, `12.4 ms`.
    private static func length(_ microseconds: Int64) -> String {
        guard microseconds >= 1000 else { return "\(microseconds) µs" }
        return "\(microseconds / 1000).\(microseconds % 1000 / 100) ms"
    }

    private func write(block title: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        terminal.write("\n" + terminal.styled(title, .bold) + "\n")
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for line in lines.prefix(Self.mostLines) { terminal.write("  \(String(line).printable)\n") }
        if lines.count > Self.mostLines { terminal.write("  …\n") }
    }
}

extension String {
    /// With a small letter at its beginning, unless the word is an abbreviation.
    fileprivate var lowercasedFirst: String {
        guard let first, dropFirst().first?.isUppercase != true else { return self }
        return first.lowercased() + dropFirst()
    }
}
