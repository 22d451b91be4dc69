/// A path of the dashboard with its query. Whatever is put into it is percent-encoded, so that a name from outside stays
/// one segment, and the link stays on this host.
package struct Path: Sendable, Equatable {
    package private(set) var text: String

    /// The root.
    package init() { text = "/" }

    /// Segments one behind another.
    package init(_ segments: String...) {
        text = "/" + segments.map(Self.encoded).joined(separator: "/")
    }

    /// The same path with parameters; those without a value are left out.
    package func with(_ parameters: (name: String, value: String?)...) -> Path { with(parameters) }

    /// The same path with parameters; those without a value are left out.
    package func with(_ parameters: [(name: String, value: String?)]) -> Path {
        let pairs = parameters.compactMap { name, value in
            value.map { "\(Self.encoded(name))=\(Self.encoded($0))" }
        }
        guard !pairs.isEmpty else { return self }
        var path = self
        path.text += (text.contains("?") ? "&" : "?") + pairs.joined(separator: "&")
        return path
    }

    /// A place of the page.
    package func at(_ fragment: String) -> Path {
        var path = self
        path.text += "#" + Self.encoded(fragment)
        return path
    }

    /// Everything but the unreserved characters as percent signs and digits (RFC 3986, section 2.3).
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
