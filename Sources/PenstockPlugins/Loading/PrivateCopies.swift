internal import Foundation
internal import Glibc

/// Copies of plugins under the data directory, named by their content.
///
/// The host maps only these: neither `cp` over an installed plugin nor `mv` can then change code that runs.
package struct PrivateCopies: Sendable {
    /// `<data>/plugins`, made with mode 0700.
    package let directory: String

    package init(directory: String) throws(PluginRefusal) {
        self.directory = directory
        for part in directory.indices.dropFirst() where directory[part] == "/" {
            _ = unsafe mkdir(String(directory[..<part]), 0o700)
        }
        guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw PluginRefusal("the directory \(directory) cannot be made (\(errorText()))")
        }
    }

    /// The path of the copy, written when it is not there yet.
    package func path(of file: CheckedFile) throws(PluginRefusal) -> String {
        let path = "\(directory)/\(file.digest).so"
        if unsafe access(path, R_OK) == 0, (try? CheckedFile(path: path))?.digest == file.digest { return path }
        // Written beside and renamed, so that a crash leaves no half copy under the final name.
        let partial = "\(path).\(getpid())"
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o500)
        guard descriptor >= 0 else { throw PluginRefusal("its copy \(partial) cannot be made (\(errorText()))") }
        defer { close(descriptor) }
        do throws(PluginRefusal) { try writeAll(file.bytes, to: descriptor) } catch {
            throw PluginRefusal("its copy: \(error.description)")
        }
        guard unsafe rename(partial, path) == 0 else {
            throw PluginRefusal("its copy cannot be put in place (\(errorText()))")
        }
        return path
    }

    /// Removes the copies of other files: what was replaced, and what a crash left half written. Only for one who knows
    /// that no other process uses the directory.
    package func removeAll(but digests: Set<String>) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names {
            let (digest, rest) = (String(name.prefix(64)), name.dropFirst(64))
            guard digest.count == 64, digest.allSatisfy(\.isHexDigit), rest.hasPrefix(".so") else { continue }
            if rest == ".so", digests.contains(digest) { continue }
            _ = unsafe unlink("\(directory)/\(name)")
        }
    }
}
