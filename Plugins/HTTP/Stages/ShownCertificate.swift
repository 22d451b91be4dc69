internal import PenstockJSON

/// A certificate that a receiver showed, as far as people ask about it. It may be anybody's and hold anything.
struct ShownCertificate: Equatable {
    var subject = ""
    var issuer = ""
    /// The alternative names of the subject (RFC 5280, section 4.2.1.6), such as `DNS:hr.example.com`.
    var names: [String] = []
    /// Seconds since 1970.
    var validFrom: Int64?
    var validUntil: Int64?
    var pem = ""

    /// How many certificates of a chain are told.
    static let most = 10
    private static let mostNames = 100
    private static let textLimit = 1000

    /// Reads what libcurl says of a certificate.
    /// - Parameter lines: Each a name and a value with a colon between them.
    init(_ lines: [String]) {
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let value = String(parts[1])
            switch parts[0] {
            case "Subject": subject = String(value.prefix(Self.textLimit))
            case "Issuer": issuer = String(value.prefix(Self.textLimit))
            case "X509v3 Subject Alternative Name":
                names = value.split(separator: ", ").prefix(Self.mostNames).map { String($0.prefix(Self.textLimit)) }
            case "Start date": validFrom = AnswerRules.seconds(ofDate: value)
            case "Expire date": validUntil = AnswerRules.seconds(ofDate: value)
            case "Cert": pem = value
            default: break
            }
        }
    }

    /// For the host, which reckons the days that are left and the fingerprint.
    var json: JSONValue {
        func number(_ seconds: Int64?) -> JSONValue { seconds.map { .number(JSONNumber(Int($0))) } ?? .null }
        return .known([
            "subject": .string(subject), "issuer": .string(issuer), "names": .array(names.map(JSONValue.string)),
            "valid_from": number(validFrom), "valid_until": number(validUntil), "pem": .string(pem),
        ])
    }
}
