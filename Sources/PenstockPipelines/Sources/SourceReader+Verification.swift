internal import FoundationEssentials
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// `verify`.
extension SourceReader {
    /// The rules, by the key that says which one it is.
    static let verificationKeys = [
        "any", "all", "header", "query", "field", "basic", "bearer", "standard_webhooks", "hmac", "addresses",
    ]
    static let basicKeys = ["username", "password"]
    static let standardWebhooksKeys = ["secrets", "tolerance"]
    private static let form = "{ header: X-Secret, equals: \"${env:NAME}\" }"
    /// Rules within each other.
    private static let mostNested = 8

    mutating func verification(_ node: YAMLNode, depth: Int = 0) -> SourceVerification? {
        if depth == 0, node.scalar?.text == "none" { return SourceVerification.none }
        guard depth <= Self.mostNested else {
            complaints.add(at: node.position, "rules stand within each other more than \(Self.mostNested) times")
            return nil
        }
        guard let members = node.mapping else {
            wrong(node, "a rule such as \(Self.form), any: [rules], all: [rules], or none")
            return nil
        }
        guard let (key, value) = ruleKey(node, members), let name = key.scalar?.text else { return nil }
        switch name {
        case "any": return rules(value, depth).map { .any($0) }
        case "all": return rules(value, depth).map { .all($0) }
        case "header": return comparison(value, node) { .header($0.lowercased(), $1) }
        case "query": return comparison(value, node) { .query($0, $1) }
        case "field":
            guard let path = path(value), let secret = equals(node) else { return nil }
            guard case .header = path else { return .field(path, secret) }
            complaints.add(at: value.position, "a header is no field", expected: Self.form)
            return nil
        case "basic": return basic(value)
        case "bearer": return secret(value).map { .bearer($0) }
        case "standard_webhooks": return standardWebhooks(value)
        case "hmac": return signature(value)
        default: return addresses(value)
        }
    }

    /// The one key that says which rule it is; every other one is complained of.
    private mutating func ruleKey(
        _ node: YAMLNode,
        _ members: [(key: YAMLNode, value: YAMLNode)]
    ) -> (key: YAMLNode, value: YAMLNode)? {
        let rules = members.filter { Self.verificationKeys.contains($0.key.scalar?.text ?? "") }
        let comparing = ["header", "query", "field"].contains(rules.first?.key.scalar?.text ?? "")
        let known = Self.verificationKeys + (comparing ? ["equals"] : [])
        for (key, _) in members where !known.contains(key.scalar?.text ?? "") {
            let name = key.scalar?.text ?? ""
            let near = nearest(name, in: known)
            complaints.add(
                at: key.position,
                "a rule of 'verify' has no key '\(name)'",
                expected: near == nil ? choice(Self.verificationKeys) : nil,
                suggestion: near
            )
        }
        guard rules.count < 2 else {
            complaints.add(
                at: rules[1].key.position,
                "a rule is '\(rules[0].key.scalar?.text ?? "")' or '\(rules[1].key.scalar?.text ?? "")', not both",
                expected: "rules of their own, below `any:` or `all:`"
            )
            return nil
        }
        if rules.isEmpty, members.allSatisfy({ known.contains($0.key.scalar?.text ?? "") || $0.key.scalar == nil }) {
            complaints.add(at: node.position, "this rule does not say what is verified", expected: Self.form)
        }
        return rules.first
    }

    private mutating func rules(_ node: YAMLNode, _ depth: Int) -> [SourceVerification]? {
        guard let elements = node.sequence, !elements.isEmpty else {
            wrong(node, "a list of rules such as [\(Self.form)]")
            return nil
        }
        let rules = elements.compactMap { verification($0, depth: depth + 1) }
        return rules.count == elements.count ? rules : nil
    }

    private mutating func comparison(
        _ name: YAMLNode,
        _ node: YAMLNode,
        _ rule: (String, SourceSecret) -> SourceVerification
    ) -> SourceVerification? {
        let name = verifyText(name, "a name")
        guard let secret = equals(node), let name else { return nil }
        return rule(name, secret)
    }

    private mutating func equals(_ node: YAMLNode) -> SourceSecret? {
        guard let value = node["equals"] else {
            complaints.add(at: node.position, "this rule has no 'equals'", expected: Self.form)
            return nil
        }
        return secret(value)
    }

    private mutating func basic(_ node: YAMLNode) -> SourceVerification? {
        let form = "{ username: lms, password: \"${env:NAME}\" }"
        guard let members = members(of: node, Self.basicKeys, what: "'basic'", form: form) else { return nil }
        for key in Self.basicKeys where members[key] == nil {
            complaints.add(at: node.position, "this 'basic' has no '\(key)'", expected: form)
        }
        let username = members["username"].flatMap { verifyText($0, "a user name") }
        let password = members["password"].flatMap { secret($0) }
        guard let username, let password else { return nil }
        return .basic(username: username, password: password)
    }

    private mutating func standardWebhooks(_ node: YAMLNode) -> SourceVerification? {
        let form = "{ secrets: [\"${env:NAME}\"] }"
        guard
            let members = members(of: node, Self.standardWebhooksKeys, what: "'standard_webhooks'", form: form)
        else { return nil }
        let tolerance = members["tolerance"].flatMap { duration($0, such: "5m") } ?? .seconds(300)
        guard let secrets = members["secrets"], let elements = secrets.sequence, !elements.isEmpty else {
            complaints.add(
                at: (members["secrets"] ?? node).position,
                "'standard_webhooks' needs 'secrets', a list with one or more",
                expected: form
            )
            return nil
        }
        let keys = elements.compactMap { webhookKey($0) }
        return keys.count == elements.count ? .standardWebhooks(keys, tolerance: tolerance) : nil
    }

    /// A secret behind `whsec_`, or a public key behind `whpk_`, in Base64.
    private mutating func webhookKey(_ node: YAMLNode) -> SourceVerification.WebhookKey? {
        guard let (secret, isSettled) = settledSecret(node) else { return nil }
        let text = String(decoding: secret.bytes, as: UTF8.self)
        let isPublic = text.hasPrefix("whpk_")
        let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : isPublic ? String(text.dropFirst(5)) : text
        let bytes = Data(base64Encoded: encoded).map { [UInt8]($0) } ?? []
        guard isPublic ? bytes.count == 32 : !bytes.isEmpty else {
            guard isSettled else { return .shared(secret) }
            complaints.add(
                at: node.position,
                "this is no secret of Standard Webhooks",
                expected: "whsec_ and the secret in Base64, or whpk_ and an ed25519 public key"
            )
            return nil
        }
        return isPublic ? .publicKey(bytes) : .shared(SourceSecret(bytes))
    }

    private mutating func addresses(_ node: YAMLNode) -> SourceVerification? {
        let elements = node.sequence ?? [node]
        guard !elements.isEmpty else {
            wrong(node, "a list of networks such as [192.0.2.0/24]")
            return nil
        }
        var networks: [IPNetwork] = []
        for element in elements {
            guard let text = verifyText(element, "a network such as 192.0.2.0/24") else { continue }
            if let network = IPNetwork(text) {
                networks.append(network)
            } else {
                complaints.add(
                    at: element.position,
                    "'\(text.shortened)' is no network",
                    expected: "an address, or a network such as 192.0.2.0/24 or 2001:db8::/32"
                )
            }
        }
        return networks.count == elements.count ? .addresses(networks) : nil
    }
}

// MARK: - References

extension SourceReader {
    /// A text below `verify`, with its references put in.
    mutating func verifyText(_ node: YAMLNode, _ expected: String) -> String? { resolved(node, expected)?.text }

    /// A secret; one that stands in the open is warned of.
    mutating func secret(_ node: YAMLNode) -> SourceSecret? { settledSecret(node)?.secret }

    /// The same, and whether it is the value and no placeholder.
    mutating func settledSecret(_ node: YAMLNode) -> (secret: SourceSecret, isSettled: Bool)? {
        guard let resolved = resolved(node, "a secret") else { return nil }
        if resolved.references.isEmpty {
            document.openSecrets.append(node)
            complaints.add(
                .warning,
                at: node.position,
                "a secret stands here for everyone who can read this file",
                expected: "a reference such as ${env:NAME} or ${file:/run/secrets/name}"
            )
        }
        guard !resolved.text.isEmpty else {
            complaints.add(at: node.position, "this secret is empty, so everybody knows it")
            return nil
        }
        // What a test gives is a secret too, though nobody fetched it.
        document.secrets.append(resolved.text)
        return (SourceSecret(Array(resolved.text.utf8)), !resolved.hasPlaceholder)
    }

    private mutating func resolved(_ node: YAMLNode, _ expected: String) -> ResolvedText? {
        guard let text = text(node, expected) else { return nil }
        var (resolved, problems) = context.resolver.resolve(text)
        // Nobody has the secrets of a source that is not used.
        if !document.isEnabled, resolved.hasPlaceholder { problems = [] }
        for problem in problems {
            complaints.add(at: node.position(ofByte: problem.offset, line: complaints.line), problem.message)
        }
        document.secrets += resolved.secrets
        return problems.isEmpty ? resolved : nil
    }
}
