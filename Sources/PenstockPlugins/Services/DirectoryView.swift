package import PenstockCore

/// What events have told, as stages ask for it. Any thread; asking blocks.
///
/// Nothing is remembered: a delivery must find what an event told that was accepted a moment before it, and the store
/// answers from memory what was asked of late.
package struct DirectoryView: Sendable {
    /// Reads a row from the store; sees all that was committed before it is called.
    package typealias Reading = @Sendable (_ directory: String, _ key: String) throws(StoreError) -> [UInt8]?

    /// The longest name of a directory, in bytes.
    package static let nameLimit = 100
    /// The longest key, in bytes.
    package static let keyLimit = NewDirectoryEntry.longestKey

    private let reading: Reading

    package init(reading: @escaping Reading) { self.reading = reading }

    /// A view of nothing, for those who have no store.
    package init() { self.init { _, _ throws(StoreError) in nil } }

    package init(_ store: some StoreReading) {
        self.init { directory, key throws(StoreError) in try store.directoryRow(directory, key: key)?.json }
    }

    /// A view of rows that are given, by the names of directories and by keys.
    package init(rows: [String: [String: [UInt8]]]) {
        self.init { directory, key throws(StoreError) in rows[directory]?[key] }
    }

    /// The row of a key as JSON; nil where there is none.
    func row(of key: [UInt8], in directory: [UInt8]) throws(PluginStateFailure) -> [UInt8]? {
        guard (1...Self.nameLimit).contains(directory.count), (1...Self.keyLimit).contains(key.count) else {
            throw .refused(
                "a directory's name has 1 to \(Self.nameLimit) bytes and a key 1 to \(Self.keyLimit); "
                    + "these have \(directory.count) and \(key.count)"
            )
        }
        // No key in the store is anything but text.
        guard let name = String(validating: directory, as: UTF8.self),
            let text = String(validating: key, as: UTF8.self)
        else { return nil }
        do throws(StoreError) {
            return try reading(name, text)
        } catch {
            throw PluginStateFailure(
                kind: .transient,
                code: "directory-unreadable",
                text: "what events have told could not be read: \(error.message)"
            )
        }
    }
}
