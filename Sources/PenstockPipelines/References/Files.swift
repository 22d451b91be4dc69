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
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return "does not exist" }
    if isDirectory { return "is a directory, not a file" }
    return FileManager.default.isReadableFile(atPath: path) ? nil : "cannot be read by this user"
}

extension String {
    fileprivate func trimmingTrailingSlashes() -> String {
        var text = self
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
