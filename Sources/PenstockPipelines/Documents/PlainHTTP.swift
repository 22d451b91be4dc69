internal import PenstockJSON
internal import PenstockPlugins

/// Places of a configuration that send over `http://` to a host that may be anywhere in the world.
///
/// Loopback, private addresses and names that only a network of one's own knows are fine: a name without a point, or in
/// a domain that is kept for such (RFC 6761, 6762, 8375).
func plainHTTPPlaces(in configuration: JSONValue) -> [JSONPointer] {
    var places: [JSONPointer] = []
    func collect(_ value: JSONValue, at pointer: JSONPointer) {
        switch value {
        // A proxy is asked in plain text for a tunnel, in which TLS is spoken.
        case .string(let text) where pointer.tokens.last != "proxy":
            if text.lowercased().hasPrefix("http://"), let host = literalHost(ofURL: text), isPublic(host) {
                places.append(pointer)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() { collect(element, at: pointer.appending(index)) }
        case .object(let members):
            for (name, member) in members { collect(member, at: pointer.appending(name)) }
        default: break
        }
    }
    collect(configuration, at: .root)
    return places
}

private func isPublic(_ host: String) -> Bool {
    if let address = IPAddress(host) { return EgressPolicy().refusal(of: address, name: host) == nil }
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    let labels = name.split(separator: ".")
    guard let last = labels.last, labels.count > 1 else { return false }
    return !["local", "internal", "lan", "test", "localhost", "invalid"].contains(last) && !name.hasSuffix(".home.arpa")
}
