internal import CDashboard

/// A file of the dashboard, as the program carries it.
struct EmbeddedFile: Sendable {
    /// Where it lies below `Sources/PenstockDashboard`.
    var path: String
    var bytes: [UInt8]

    /// Every file, in the order of the paths.
    static let all: [EmbeddedFile] = (0..<cdashboard_count()).map { index in
        let path = (0..<cdashboard_path_length(index)).map { cdashboard_path_byte(index, $0) }
        return EmbeddedFile(
            path: String(decoding: path.dropFirst("Sources/PenstockDashboard/".utf8.count), as: UTF8.self),
            bytes: (0..<cdashboard_length(index)).map { cdashboard_byte(index, $0) }
        )
    }

    /// The files of a folder, by their names in it.
    static func below(_ folder: String) -> [EmbeddedFile] {
        all.filter { $0.path.hasPrefix(folder + "/") }
            .map { EmbeddedFile(path: String($0.path.dropFirst(folder.count + 1)), bytes: $0.bytes) }
    }
}
