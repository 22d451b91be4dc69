// Directories that grow by events: what the newest event about somebody said.

/// A row on its way into the store, with its event; the row itself is the event's data.
package struct NewDirectoryEntry: Sendable, Equatable {
    /// The directory's name.
    package var directory: String
    /// What the row is found by.
    package var key: String
    /// The digest of the person that the row is about, by which an erasure finds it; nil where the event names none.
    package var person: String?

    /// More bytes than this no key has.
    package static let longestKey = 512

    package init(directory: String, key: String, person: String? = nil) {
        self.directory = directory
        self.key = key
        self.person = person
    }
}

/// A row of a directory, as the last event about its key left it.
package struct DirectoryRow: Sendable, Equatable {
    package var key: String
    /// The event's data: a JSON object.
    package var json: [UInt8]
    package var event: EventSequence
    package var acceptedAt: Timestamp

    package init(key: String, json: [UInt8], event: EventSequence, acceptedAt: Timestamp) {
        self.key = key
        self.json = json
        self.event = event
        self.acceptedAt = acceptedAt
    }
}
