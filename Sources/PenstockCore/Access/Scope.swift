/// What a token lets its bearer do.
package enum Scope: String, CaseIterable, Comparable, Sendable {
    /// Send events in.
    case ingest
    /// Look at everything that is not a secret.
    case read
    /// Change things; has the other two within it.
    case admin

    /// In the order in which they are listed.
    package static func < (a: Scope, b: Scope) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Set<Scope> {
    /// Whether a scope is among these, or within one of them.
    package func allows(_ scope: Scope) -> Bool { contains(scope) || contains(.admin) }

    /// Their names, as people write them: `ingest,read`.
    package var text: String { sorted().map(\.rawValue).joined(separator: ",") }
}
