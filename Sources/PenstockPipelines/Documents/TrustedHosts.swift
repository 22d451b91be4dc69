internal import PenstockJSON

/// The hosts that a configuration names itself, in lower case: those of its URLs whose authority (RFC 3986, section
/// 3.2) holds no template. What is written in YAML is the operator's choice; what is rendered from event data is not
/// (design, invariant 9).
func trustedHosts(in configuration: JSONValue) -> Set<String> {
    switch configuration {
    case .string(let text): literalHost(ofURL: text).map { [$0] } ?? []
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(trustedHosts(in: $1)) }
    case .object(let members): members.reduce(into: []) { $0.formUnion(trustedHosts(in: $1.value)) }
    default: []
    }
}

/// The host of a text that begins as a URL does; nil when there is none or a template makes it.
func literalHost(ofURL text: String) -> String? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].hasPrefix("://"),
        text[..<colon].utf8.allSatisfy(isSchemeCharacter), colon != text.startIndex
    else { return nil }
    let authority = text[colon...].dropFirst(3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    // A value put in before the end of the authority could change the host: "https://good.example{{x}}".
    // What a backslash means, readers of URLs do not agree on.
    guard !authority.contains("{{"), !authority.contains("\\") else { return nil }
    let hostAndPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
    let host: Substring
    if hostAndPort.hasPrefix("[") {
        host = hostAndPort.dropFirst().prefix { $0 != "]" }
    } else {
        host = hostAndPort.prefix { $0 != ":" }
    }
    guard !host.isEmpty, host.utf8.allSatisfy(isHostCharacter) else { return nil }
    return host.lowercased()
}

private func isSchemeCharacter(_ byte: UInt8) -> Bool { isHostCharacter(byte) || byte == UInt8(ascii: "+") }

/// Letters, digits, `-`, `_`, `.`, `:` of IPv6, and everything beyond ASCII.
private func isHostCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...:
        true
    default: false
    }
}
