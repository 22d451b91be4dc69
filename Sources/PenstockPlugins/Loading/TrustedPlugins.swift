internal import Glibc

/// The plugins that a person trusts to run in the host's process: a file in the data directory, by SHA-256.
///
/// A line is a digest, and behind it the plugin's id and the file's path, for people.
package struct TrustedPlugins: Sendable {
    private let directory: String
    /// The file of the list.
    package var path: String { directory + "/trusted" }

    /// - Parameter data: The data directory.
    package init(data: String) { directory = data + "/plugins" }

    /// The digests; none when there is no file.
    /// - Throws: When the file is there and cannot be believed: then nothing is trusted.
    package func digests() throws(PluginRefusal) -> Set<String> {
        Set(try lines().compactMap { $0.split(separator: " ").first.map(String.init) })
    }

    /// Trusts a file, durably.
    package func trust(_ digest: String, id: String, file: String) throws(PluginRefusal) {
        let rest = try lines().filter { !$0.hasPrefix(digest) }
        // A line each, whatever the path is.
        let line = "\(digest) \(id) \(file)".map { $0.isNewline ? "?" : $0 }
        try write(rest + [String(line)])
    }

    /// Forgets a file, durably.
    /// - Returns: Whether it was trusted.
    package func revoke(_ digest: String) throws(PluginRefusal) -> Bool {
        let all = try lines()
        let rest = all.filter { !$0.hasPrefix(digest) }
        guard rest.count < all.count else { return false }
        try write(rest)
        return true
    }

    /// Digests that were trusted under an id, whatever file has it now.
    package func digests(of id: String) throws(PluginRefusal) -> [String] {
        try lines().compactMap { line in
            let words = line.split(separator: " ", maxSplits: 2)
            return words.count > 1 && words[1] == id ? String(words[0]) : nil
        }
    }

    private func lines() throws(PluginRefusal) -> [String] {
        guard unsafe access(path, F_OK) == 0 else { return [] }
        let file: CheckedFile
        do throws(PluginRefusal) { file = try CheckedFile(path: path) } catch {
            throw PluginRefusal("the list of trusted plugins \(path) is not read: \(error.description)")
        }
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func write(_ lines: [String]) throws(PluginRefusal) {
        _ = try PrivateCopies(directory: directory)
        let partial = "\(path).\(getpid())"
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        try writeAll(lines.map { $0 + "\n" }.joined().utf8.map(\.self), to: descriptor)
        guard fsync(descriptor) == 0, unsafe rename(partial, path) == 0 else { throw failure() }
        // The rename is durable when the directory is.
        let folder = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure() }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure() }
    }

    private func failure() -> PluginRefusal {
        PluginRefusal("the list of trusted plugins \(path) cannot be written (\(errorText()))")
    }
}

/// Writes all of some bytes.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(PluginRefusal) {
    var written = 0
    while written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe write(descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw PluginRefusal("it cannot be written (\(errorText()))") }
        written += count
    }
}
