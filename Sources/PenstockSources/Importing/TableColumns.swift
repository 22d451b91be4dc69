package import PenstockCore

/// What the columns of a table mean that is imported without a source.
package struct TableColumns: Sendable {
    /// The type of its events.
    package var type: String
    /// Fields of the data by the column that they come from, where that has another name.
    package var renames: [String: String]
    /// The column with ids; nil where they are made of the type's natural key.
    package var id: String?
    /// The column with the time at which it happened; nil for the time of acceptance.
    package var time: String?
    /// The zone of times that name none.
    package var zone: Zone

    package init(
        type: String,
        renames: [String: String] = [:],
        id: String? = nil,
        time: String? = nil,
        zone: Zone = .utc
    ) {
        self.type = type
        self.renames = renames
        self.id = id
        self.time = time
        self.zone = zone
    }
}
