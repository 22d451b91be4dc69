internal import PenstockCore

/// An encoding that YAML allows and Penstock does not read, told by the first bytes (YAML 1.2.2, section 5.2).
enum ForeignEncoding: String {
    case utf16 = "UTF-16"
    case utf32 = "UTF-32"

    /// Nil where the bytes begin like UTF-8, with or without its byte order mark.
    init?(of bytes: [UInt8]) {
        // With spaces at the end, so that a short text matches only what it holds.
        let first = bytes.prefix(4) + Array(repeating: UInt8(ascii: " "), count: max(0, 4 - bytes.count))
        switch (first[0], first[1], first[2], first[3]) {
        case (0, 0, 0xFE, 0xFF), (0xFF, 0xFE, 0, 0), (0, 0, 0, 1...), (1..., 0, 0, 0): self = .utf32
        case (0xFE, 0xFF, _, _), (0xFF, 0xFE, _, _), (0, 1..., _, _), (1..., 0, _, _): self = .utf16
        default: return nil
        }
    }

    func diagnostic(in file: String) -> Diagnostic {
        Diagnostic(
            at: SourcePosition(file: file, line: 1, column: 1),
            "the text looks like \(rawValue), and only UTF-8 is read",
            expected: "the file saved as UTF-8, as by iconv -f \(rawValue) -t UTF-8"
        )
    }
}
