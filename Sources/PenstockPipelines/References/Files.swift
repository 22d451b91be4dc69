internal import FoundationEssentials

/// A path as it is from the root; a relative one starts at a directory.
func absolutePath(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? path : "\(directory)/\(path)"
}

/// The directory from the root, without `.` and `..`.
func absoluteDirectory(_ directory: String) -> String {
    URL(filePath: absolutePath(directory, in: FileManager.default.currentDirectoryPath)).standardized.path(
        percentEncoded: false
    ).trimmingTrailingSlashes()
}

/// What keeps a file from being read, after its name in a sentence; nil when nothing does.
func faultOfFile(_ path: String) -> String? {
    guard FileManager.default.fileExists(atPath: path) else {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
        return link.map { "is a symbolic link to \($0), which leads nowhere" } ?? "does not exist"
    }
    // attributesOfItem says of a link what the link itself is.
    let file = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    switch (try? FileManager.default.attributesOfItem(atPath: file))?[.type] as? FileAttributeType {
    case .typeDirectory?: return "is a directory, not a file"
    case .typeRegular?, nil: break
    default: return "is a pipe, a socket or a device; only a plain file is read"
    }
    return FileManager.default.isReadableFile(atPath: path) ? nil : "cannot be read by this user"
}

extension String {
    fileprivate func trimmingTrailingSlashes() -> String {
        var text = self
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
