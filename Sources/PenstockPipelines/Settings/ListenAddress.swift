internal import PenstockPlugins

/// An address to listen on: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an IP address, without brackets.
    package var host: String
    /// 0 takes any port that is free.
    package var port: Int

    /// Where the server listens when nothing else is said.
    package static let standard = ListenAddress(host: "127.0.0.1", port: 8080)

    /// Makes an address.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads an address with its port; nil when it is none.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = Int(digits),
            port <= 65_535
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard IPAddress(host)?.bytes.count == 16 else { return nil }
        } else {
            let allowed = { (byte: UInt8) in
                byte > 0x20 && byte < 0x7F && !":[]/@,'\"".utf8.contains(byte)
            }
            guard !host.isEmpty, host.utf8.allSatisfy(allowed) else { return nil }
        }
        self.init(host: host, port: port)
    }

    /// Whether only this machine can reach it (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3; RFC 6761, section
    /// 6.3).
    package var isLoopback: Bool {
        if host.lowercased() == "localhost" { return true }
        guard let bytes = IPAddress(host)?.bytes else { return false }
        if bytes.count == 4 { return bytes[0] == 127 }
        let mapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11] == [0xFF, 0xFF]
        return mapped ? bytes[12] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// The address with its port, an IPv6 address in brackets.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
