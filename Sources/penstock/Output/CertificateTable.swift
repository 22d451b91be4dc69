internal import PenstockJSON

/// Certificates for people, as the API answers them.
struct CertificateTable {
    private(set) var table: Table
    private let hasLearners: Bool

    init(hasLearners: Bool) {
        self.hasLearners = hasLearners
        table = Table(
            (hasLearners ? [.init(title: "learner")] : []) + [
                .init(title: "program"), .init(title: "name", canShrink: true), .init(title: "state"),
                .init(title: "expires"), .init(title: "in days", isNumber: true), .init(title: "renewal"),
                .init(title: "issued"), .init(title: "number", canShrink: true),
            ]
        )
    }

    mutating func add(_ certificate: JSONValue) {
        table.add(
            (hasLearners ? [.init(certificate.shown("username"))] : []) + [
                .init(certificate.shown("program")), .init(certificate.shown("name")), Self.state(certificate),
                .init(certificate.shown("expires") ?? "never"), .init(certificate.shown("expires_in_days")),
                .init(certificate.shown("renewal")), .init(certificate.shown("issued")),
                .init(certificate.shown("number")),
            ]
        )
    }

    private static func state(_ certificate: JSONValue) -> Table.Cell {
        guard certificate["valid"]?.boolValue == true else { return .init("expired", .red) }
        return certificate["renewable"]?.boolValue == true ? .init("renewable", .yellow) : .init("valid", .green)
    }
}
