internal import Crypto
internal import Glibc
internal import PenstockCore

/// A plugin's file, read once through one descriptor, so that what was checked is what is loaded.
package struct CheckedFile: Sendable {
    package let path: String
    package let bytes: [UInt8]
    /// SHA-256, as 64 hexadecimal digits.
    package let digest: String

    /// - Throws: When it is no plain file, cannot be read, or could be changed by somebody else.
    package init(path: String) throws(PluginRefusal) {
        self.path = path
        // O_NOFOLLOW: the last part of the path may not be a link that somebody points elsewhere.
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw PluginRefusal(
                errno == ELOOP
                    ? "it is a symbolic link; put the file itself there, run: \(Self.copying(path))"
                    : "it cannot be opened (\(errorText()))"
            )
        }
        defer { close(descriptor) }
        var information = stat()
        guard unsafe fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw PluginRefusal("it is not a plain file")
        }
        try Self.refuseWritable(information, "the file", path)
        try Self.checkDirectory(of: path)
        bytes = try Self.read(descriptor, Int(information.st_size))
        digest = Array(SHA256.hash(data: bytes)).hexadecimal
    }

    private static func checkDirectory(of path: String) throws(PluginRefusal) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var information = stat()
        guard unsafe stat(directory.isEmpty ? "/" : directory, &information) == 0 else {
            throw PluginRefusal("its directory cannot be read (\(errorText()))")
        }
        try refuseWritable(information, "its directory \(directory)", directory)
    }

    private static func refuseWritable(
        _ information: stat,
        _ what: String,
        _ path: String
    ) throws(PluginRefusal) {
        guard information.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw PluginRefusal("\(what) is writable by others; run: chmod go-w \(shellQuoted(path))")
        }
        guard information.st_uid == 0 || information.st_uid == geteuid() else {
            throw PluginRefusal("\(what) belongs to another user; run: chown \(geteuid()) \(shellQuoted(path))")
        }
    }

    /// The command that puts a file in the place of a link to it.
    private static func copying(_ path: String) -> String {
        let link = shellQuoted(path)
        return "cp --remove-destination \"$(readlink -f \(link))\" \(link)"
    }

    private static func read(_ descriptor: Int32, _ size: Int) throws(PluginRefusal) -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, size - count)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    failed = got < 0
                    return
                }
                count += got
            }
        }
        if failed { throw PluginRefusal("it cannot be read (\(errorText()))") }
        return bytes
    }
}

/// What errno means, in words.
func errorText() -> String {
    unsafe String(cString: strerror(errno))
}

/// A path as a shell reads it, in quotes where it needs them.
private func shellQuoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
    return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
}
