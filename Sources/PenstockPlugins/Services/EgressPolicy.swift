/// Which addresses a stage may connect to. Pure: it looks at an address and resolves nothing.
///
/// A host that is written in YAML is the operator's choice and allowed; one that is rendered from event data never
/// reaches private networks, unless it is allowed by name or network (design, invariant 9).
package struct EgressPolicy: Sendable {
    /// Hosts that stand literally in the stage's configuration, canonical.
    private let trustedHosts: Set<String>
    /// What `egress.allow` names, of the host and of the pipeline.
    private let allowed: EgressAllowList

    /// - Parameter trustedHosts: Hosts as they stand in the stage's configuration.
    package init(trustedHosts: Set<String> = [], allowed: EgressAllowList = EgressAllowList()) {
        self.trustedHosts = Set(trustedHosts.map(canonicalHost))
        self.allowed = allowed
    }

    /// Why an address that a name resolved to is refused; nil when it is allowed.
    package func refusal(of address: IPAddress, name: String) -> String? {
        let name = canonicalHost(name)
        if trustedHosts.contains(name) || allowed.names(name) || allowed.holds(address) { return nil }
        guard let network = Self.refused.first(where: { $0.contains(address.unwrapped) }) else { return nil }
        let place = name == address.description ? "\(name) is" : "\(name) is \(address),"
        return """
            \(place) in \(network), which is not public, and a host from event data or from the test of a link may only be \
            public; egress.allow of the pipeline or in penstock.yaml lifts this
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
