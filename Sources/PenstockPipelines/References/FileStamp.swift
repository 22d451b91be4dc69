internal import FoundationEssentials

/// Tells a file from what it was before, without reading it.
package struct FileStamp: Hashable, Sendable {
    /// The path, and where there is such a file its number, its size and when it was last written.
    package let text: String

    /// - Parameter path: From the root.
    package init(_ path: String) {
        let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
        let date = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate
        let known = [attributes[.systemFileNumber], attributes[.size], date].compactMap { $0 }
        text = ([path] + known.map { "\($0)" }).joined(separator: " ")
    }
}
