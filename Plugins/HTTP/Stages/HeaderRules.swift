internal import PenstockPluginKit

/// What a header of a request may be.
enum HeaderRules {
    /// Headers that the transport writes itself; a second one would let a receiver misread where a request ends.
    private static let reserved: [String] = [
        "connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Says why a header cannot be set by a pipeline, or nil when it can.
    static func refusal(ofName name: String) -> String? {
        if name.isEmpty { return "a header needs a name" }
        if !name.utf8.allSatisfy(isTokenByte) { return "'\(name)' is no header name" }
        return reserved.contains(name.lowercased()) ? "the header '\(name)' is written by the transport itself" : nil
    }

    /// Whether a byte may stand in a header's name (RFC 9110, section 5.6.2).
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "!"),
            UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Whether a byte ends a header line, or hides the rest of it from some readers.
    static func endsLine(_ byte: UInt8) -> Bool {
        byte == 0x0D || byte == 0x0A || byte == 0
    }

    /// Whether a name is one of those that the transport writes itself.
    static func isReserved(_ name: Bytes) -> Bool {
        switch name.count {
        case 2, 4, 6, 7, 10, 14, 17: reserved.contains { $0.utf8.count == name.count && equals(name, $0) }
        default: false
        }
    }

    /// Whether bytes are this name, ASCII case ignored.
    /// - Parameter lowercase: The name in lower case.
    static func equals(_ bytes: Bytes, _ lowercase: String) -> Bool {
        bytes.count == lowercase.utf8.count
            && zip(bytes, lowercase.utf8).allSatisfy { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
    }
}
