internal import Crypto
internal import Foundation
internal import PenstockCore
internal import PenstockJSON

/// A certificate that a receiver showed, as the transport tells of it, with what follows from it. Pure.
struct LinkCertificate {
    private let told: JSONValue
    private let now: Timestamp

    /// - Parameter text: JSON with subject, issuer, names, seconds of validity, and the certificate as PEM.
    init?(_ text: String, now: Timestamp) {
        guard let told = try? JSONValue.parse(text), told.objectValue != nil else { return nil }
        (self.told, self.now) = (told, now)
    }

    var json: JSONValue {
        .known([
            "subject": told["subject"] ?? .null, "issuer": told["issuer"] ?? .null, "names": told["names"] ?? .null,
            "valid_from": moment("valid_from").map { .string($0.description) } ?? .null,
            "valid_until": moment("valid_until").map { .string($0.description) } ?? .null,
            "days_left": daysLeft.map { .number(JSONNumber($0)) } ?? .null,
            "sha256": fingerprint.map(JSONValue.string) ?? .null,
        ])
    }

    private func moment(_ name: String) -> Timestamp? {
        guard let seconds = told[name]?.numberValue?.int64 else { return nil }
        let (microseconds, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return isOver ? nil : Timestamp(microseconds: microseconds)
    }

    /// Whole days until it ends; negative from the moment on when it has ended.
    private var daysLeft: Int? {
        guard let end = moment("valid_until") else { return nil }
        let seconds = (end - now).microseconds / 1_000_000
        return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    }

    /// SHA-256 of its DER form, as tools show it: `AB:CD:…`.
    private var fingerprint: String? {
        let lines = (told["pem"]?.stringValue ?? "").split(whereSeparator: \.isNewline)
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN CERTIFICATE") }),
            let end = lines.firstIndex(where: { $0.hasPrefix("-----END CERTIFICATE") }), begin < end,
            let der = Data(base64Encoded: lines[(begin + 1)..<end].joined())
        else { return nil }
        return SHA256.hash(data: der).map { [$0].hexadecimal.uppercased() }.joined(separator: ":")
    }
}
