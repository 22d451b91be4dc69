/// Which addresses a stage may connect to. Pure: it looks at an address and resolves nothing.
///
/// A host that is written in YAML is the operator's choice and allowed; one that is rendered from event data never
/// reaches private networks, unless it is allowed by name or network (design, invariant 9).
package struct EgressPolicy: Sendable {
    /// Host names that stand literally in the stage's configuration, in lower case.
    package var trustedHosts: Set<String>
    /// Host names and networks that the operator allows, from `egress.allow`.
    package var allowedHosts: Set<String>
    package var allowedNetworks: [IPNetwork]

    package init(trustedHosts: Set<String> = [], allowedHosts: Set<String> = [], allowedNetworks: [IPNetwork] = []) {
        self.trustedHosts = trustedHosts
        self.allowedHosts = allowedHosts
        self.allowedNetworks = allowedNetworks
    }

    /// Why an address that a name resolved to is refused; nil when it is allowed.
    package func refusal(of address: IPAddress, name: String) -> String? {
        let name = name.lowercased()
        if trustedHosts.contains(name) || allowedHosts.contains(name) { return nil }
        if allowedNetworks.contains(where: { $0.contains(address) }) { return nil }
        guard let network = Self.refused.first(where: { $0.contains(address.unwrapped) }) else { return nil }
        return """
            \(name) is \(address), in \(network), which is not public; a host that comes from event data may only be \
            public (egress.allow in penstock.yaml lifts this)
            """
    }

    /// Networks that are not the public internet: the union of the special-purpose registries (RFC 6890 and its
    /// successors) that a request forged by event data could aim at.
    private static let refused: [IPNetwork] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap(IPNetwork.init)
}
