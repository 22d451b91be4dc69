internal import PenstockPipelines

/// A file that pages refer to. Its name holds a digest of what is in it, so that a browser may keep it for ever.
package struct Asset: Sendable {
    /// What stands in links behind `/assets/`.
    package let name: String
    package let contentType: String
    package let bytes: [UInt8]
    /// The entity tag (RFC 9110, section 8.8.3).
    package let tag: String

    private let file: String

    package var path: String { "/assets/\(name)" }

    private init(_ file: EmbeddedFile) {
        let parts = file.path.split(separator: ".", maxSplits: 1)
        let ending = String(parts.last ?? "")
        var digest = Digest()
        digest.add(file.bytes)
        let text = digest.text.prefix(16)
        self.file = file.path
        bytes = file.bytes
        name = "\(parts.first ?? "").\(text).\(ending)"
        tag = "\"\(text)\""
        contentType =
            switch ending {
            case "css": "text/css; charset=utf-8"
            case "js": "text/javascript; charset=utf-8"
            default: "image/svg+xml"
            }
    }

    private static let all = EmbeddedFile.below("Assets").map(Asset.init)

    /// The asset that a link names; nil where there is none, or where it has another content by now.
    package static func linked(_ name: String) -> Asset? { all.first { $0.name == name } }

    /// The asset of a file, which is one of those that the program was built with.
    static func named(_ file: String) -> Asset {
        all.first { $0.file == file } ?? Asset(EmbeddedFile(path: file, bytes: []))
    }
}
