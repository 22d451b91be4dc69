internal import Glibc

/// Hosts and networks that may be reached although they are private (`egress.allow` of `penstock.yaml` and of a
/// pipeline).
package struct EgressAllowList: Sendable, Equatable {
    /// Names of hosts, canonical (see ``canonicalHost(_:)``).
    package private(set) var hosts: Set<String> = []
    /// What follows the `*` of patterns such as `*.internal`, in lower case: `.internal`.
    package private(set) var suffixes: Set<String> = []
    package private(set) var networks: [IPNetwork] = []

    /// A list that allows nothing.
    package init() {}

    /// Adds `10.20.0.0/16`, `fd00::1`, `hr.internal` or `*.internal`.
    /// - Returns: False, and nothing is added, when the text is none of these.
    package mutating func add(_ text: String) -> Bool {
        if let network = IPNetwork(text) {
            networks.append(network)
        } else if text.hasPrefix("*.") && isHostName(text.dropFirst(2)) {
            suffixes.insert(text.dropFirst().lowercased())
        } else if isHostName(Substring(text)) {
            hosts.insert(canonicalHost(text))
        } else {
            return false
        }
        return true
    }

    /// What both lists allow.
    package func union(_ other: EgressAllowList) -> EgressAllowList {
        var both = self
        both.hosts.formUnion(other.hosts)
        both.suffixes.formUnion(other.suffixes)
        both.networks += other.networks
        return both
    }

    /// Whether the list names a host.
    /// - Parameter host: Canonical.
    func names(_ host: String) -> Bool {
        hosts.contains(host) || suffixes.contains { host.hasSuffix($0) && host.utf8.count > $0.utf8.count }
    }

    /// Whether a network of the list holds an address, or the IPv4 address inside it.
    func holds(_ address: IPAddress) -> Bool {
        let inner = address.unwrapped
        return networks.contains { $0.contains(address) || $0.contains(inner) }
    }

    /// The entries, sorted, as people write them.
    package var entries: [String] {
        (hosts + suffixes.map { "*\($0)" }).sorted() + networks.map(\.description)
    }
}

/// A host in the one spelling in which hosts are compared: in lower case, without the dot that ends an absolute name,
/// and an address as libcurl passes it on whatever its spelling was (`0x7f.1` and `2130706433` are `127.0.0.1`).
package func canonicalHost(_ host: String) -> String {
    var name = host.lowercased()
    if name.hasSuffix(".") && name != "." { name.removeLast() }
    if let address = IPAddress(name) { return address.description }
    // inet_aton reads on behind white space.
    guard name.utf8.allSatisfy({ isDigit($0) || ($0 >= 0x61 && $0 <= 0x66) || $0 == 0x78 || $0 == 0x2E }) else {
        return name
    }
    var four = in_addr()
    guard unsafe inet_aton(name, &four) == 1 else { return name }
    return IPAddress(bytes: unsafe withUnsafeBytes(of: &four) { unsafe Array($0) })?.description ?? name
}

/// Whether a text can be the name of a host (RFC 1123, section 2.1). Digits alone are a broken address.
private func isHostName(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, labels.last?.utf8.allSatisfy(isDigit) == false else { return false }
    return labels.allSatisfy { label in
        !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy {
                isDigit($0) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == 0x2D || $0 == 0x5F
            }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
