internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

extension EventType {
    /// The row that an event becomes; nil where its type feeds no directory, where its data is no object, and where it has
    /// nothing that the row could be found by.
    func directoryEntry(of data: Span<UInt8>, in store: StoreID) -> NewDirectoryEntry? {
        guard let directory, JSONScanner.kind(data, at: 0..<data.count) == .object,
            let key = directory.key(in: data)
        else { return nil }
        let name = person.flatMap { DirectoryRule.text(at: $0, in: data) }
        return NewDirectoryEntry(
            directory: directory.name,
            key: key,
            person: name.map { PersonDigest(of: $0, in: store).text }
        )
    }
}
