/// The number of a request that a source has learned. Given by the store, never reused.
package struct LearnedID: Hashable, Comparable, Sendable {
    package var rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A verified request that became no event, to be kept so that a person can write the mapping.
package struct NewLearnedRequest: Sendable, Equatable {
    /// A request may not be larger, as JSON.
    package static let mostBytes = 64 << 10
    /// Of each source the newest are kept.
    package static let mostPerSource = 100

    /// The name of the source.
    package var source: String
    /// Method, hook, headers, query and body as a JSON object, with nothing in it that verified it.
    package var request: [UInt8]
    /// Why it became no event.
    package var reason: String
    package var at: Timestamp

    package init(source: String, request: [UInt8], reason: String, at: Timestamp) {
        self.source = source
        self.request = request
        self.reason = reason
        self.at = at
    }
}

/// A request that a source has learned.
package struct LearnedRequest: Sendable, Equatable {
    package var id: LearnedID
    package var source: String
    package var request: [UInt8]
    package var reason: String
    package var at: Timestamp

    package init(id: LearnedID, source: String, request: [UInt8], reason: String, at: Timestamp) {
        self.id = id
        self.source = source
        self.request = request
        self.reason = reason
        self.at = at
    }
}
