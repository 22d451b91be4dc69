internal import PenstockPlugins
internal import PenstockYAML

/// `egress`.
extension PipelineReader {
    mutating func readEgress(_ node: YAMLNode) {
        let form = "a mapping such as { allow: [10.20.0.0/16, hr.internal] }"
        guard let members = node.mapping else {
            complaints.add(at: node.position, "expected a mapping, found \(Self.found(node))", expected: form)
            return
        }
        for (key, value) in members {
            guard key.scalar?.text == "allow" else {
                unknown(key, among: EgressAllowList.keys, of: "'egress'")
                continue
            }
            guard let elements = value.sequence else {
                let expected = "a list such as [10.20.0.0/16, hr.internal]"
                complaints.add(at: value.position, "expected a list, found \(Self.found(value))", expected: expected)
                continue
            }
            for element in elements { allow(element) }
        }
    }

    private mutating func allow(_ node: YAMLNode) {
        guard let text = text(node, expected: EgressAllowList.expected), !document.egress.add(text) else { return }
        complaints.add(
            at: node.position,
            "'\(text.shortened)' is neither a network nor the name of a host",
            expected: EgressAllowList.expected
        )
    }
}
