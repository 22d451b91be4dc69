/// What has come of the rows so far, and the first that were not taken.
package struct ImportTally: Sendable, Equatable {
    package struct Refusal: Sendable, Equatable {
        package var file: String
        package var line: Int
        package var reason: String
    }

    package private(set) var accepted = 0
    package private(set) var duplicates = 0
    /// Duplicates whose data is not that of the first, which stands.
    package private(set) var differing = 0
    /// Rows that became no event: the source knows none for them, or they cannot be read, or the catalog forbids them.
    package private(set) var refused = 0
    /// The first of those.
    package private(set) var refusals: [Refusal] = []

    /// How many refusals are kept to be told.
    package static let mostTold = 20

    package init() {}

    package var rows: Int { accepted + duplicates + refused }

    package mutating func accept() { accepted += 1 }

    package mutating func repeated(differs: Bool) {
        duplicates += 1
        if differs { differing += 1 }
    }

    package mutating func refuse(file: String, line: Int, _ reason: String) {
        refused += 1
        guard refusals.count < Self.mostTold else { return }
        refusals.append(Refusal(file: file, line: line, reason: reason))
    }
}
