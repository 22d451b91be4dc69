internal import CSamples

/// The files of this repository that the program carries, so that `plugin new` and `init` need neither a network nor a checkout.
enum CarriedFiles {
    /// A file by its path from the root of the repository.
    struct File {
        var path: String
        var bytes: [UInt8]

        /// The content without the comment that tells editors the file's schema, for where there is none.
        var withoutSchema: [UInt8] {
            guard bytes.starts(with: "# yaml-language-server:".utf8) else { return bytes }
            return Array(bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst())
        }
    }

    /// Every file, in the order of the paths.
    static let all: [File] = (0..<csamples_count()).compactMap { index in
        guard let file = unsafe csamples_file_at(index)?.pointee else { return nil }
        return unsafe File(
            path: String(cString: file.path),
            bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
        )
    }

    /// The files below a directory, by their paths in it.
    static func below(_ directory: String) -> [File] {
        all.filter { $0.path.hasPrefix(directory + "/") }
            .map { File(path: String($0.path.dropFirst(directory.count + 1)), bytes: $0.bytes) }
    }

    /// One file under a new path; none when it is not carried.
    static func file(_ path: String, as newPath: String) -> [File] {
        all.filter { $0.path == path }.map { File(path: newPath, bytes: $0.bytes) }
    }
}
