/// The mark of an event that was loaded from history, and so was delivered to nobody.
package enum ImportMark {
    /// The extension attribute that holds the import's name. Only an import sets it.
    package static let attribute = "penstockimport"
    /// More bytes than this no name has.
    package static let longestName = 100
}

extension Event {
    /// The import that loaded the event; nil where it came by itself, or where its data is gone and the mark with it.
    package var importName: String? {
        extensions.isEmpty ? nil : extensions.first { $0.name == ImportMark.attribute }?.value
    }
}
