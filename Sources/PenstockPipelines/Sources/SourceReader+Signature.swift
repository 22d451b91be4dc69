internal import PenstockCore
internal import PenstockSignatures
internal import PenstockYAML

/// `hmac` of `verify`.
extension SourceReader {
    static let signatureKeys = [
        "algorithm", "secret", "secret_encoding", "header", "prefix", "key", "encoding", "signed", "timestamp", "id",
    ]
    static let timestampKeys = ["header", "key", "tolerance"]
    static let idKeys = ["header"]
    private static let form = "{ secret: \"${env:NAME}\", header: X-Hub-Signature-256, prefix: \"sha256=\" }"

    mutating func signature(_ node: YAMLNode) -> SourceVerification? {
        guard let members = members(of: node, Self.signatureKeys, what: "'hmac'", form: Self.form) else { return nil }
        for key in ["secret", "header"] where members[key] == nil {
            complaints.add(at: node.position, "this 'hmac' has no '\(key)'", expected: Self.form)
        }
        let encoding = members["secret_encoding"].flatMap { word($0, ByteText.self) } ?? .text
        let secret = members["secret"].flatMap { signatureKey($0, encoding) }
        let header = members["header"].flatMap { verifyText($0, "the name of a header") }
        var form = HMACForm(header: (header ?? "").lowercased())
        form.timeUnits = [.seconds, .milliseconds]
        if let value = members["algorithm"] { form.algorithm = word(value, HashAlgorithm.self) ?? .sha256 }
        if let value = members["encoding"] { form.encoding = word(value, CodeEncoding.self)?.byteText ?? .hex }
        form.label = label(members["prefix"], key: members["key"])
        if let value = members["id"] { readID(value, into: &form) }
        if let value = members["timestamp"] { readTimestamp(value, into: &form) }
        if let value = members["signed"] { readSigned(value, into: &form) }
        checkSigned(members["signed"], members["timestamp"], form)
        guard let secret, header != nil else { return nil }
        return .hmac(form, secret)
    }

    /// How a code is written.
    private enum CodeEncoding: String, CaseIterable {
        case hex, base64

        var byteText: ByteText { self == .hex ? .hex : .base64 }
    }

    private mutating func label(_ prefix: YAMLNode?, key: YAMLNode?) -> HMACForm.Label {
        let prefix = prefix.flatMap { verifyText($0, "what stands before it") } ?? ""
        if let key = key.flatMap({ verifyText($0, "a key such as v1") }) { return .member(key, prefix: prefix) }
        return prefix.isEmpty ? .none : .prefix(prefix)
    }

    private mutating func signatureKey(_ node: YAMLNode, _ encoding: ByteText) -> SourceSecret? {
        guard let (secret, isSettled) = settledSecret(node) else { return nil }
        let text = String(decoding: secret.bytes, as: UTF8.self)
        guard let bytes = encoding.decode(text), !bytes.isEmpty else {
            // A placeholder has a form of its own.
            guard isSettled else { return secret }
            complaints.add(at: node.position, "this secret is not valid \(encoding.rawValue)")
            return nil
        }
        return SourceSecret(bytes)
    }

    private mutating func readID(_ node: YAMLNode, into form: inout HMACForm) {
        let such = "{ header: X-Id }"
        guard let members = members(of: node, Self.idKeys, what: "'id'", form: such) else { return }
        guard let header = members["header"] else {
            complaints.add(at: node.position, "this 'id' has no 'header'", expected: such)
            return
        }
        form.idHeader = verifyText(header, "the name of a header")?.lowercased()
    }

    private mutating func readTimestamp(_ node: YAMLNode, into form: inout HMACForm) {
        let such = "{ header: X-Request-Timestamp, tolerance: 5m }"
        guard let members = members(of: node, Self.timestampKeys, what: "'timestamp'", form: such) else { return }
        if let value = members["tolerance"] { form.tolerance = duration(value, such: "5m") ?? .seconds(300) }
        switch (members["header"], members["key"]) {
        case (let header?, nil):
            form.time = verifyText(header, "the name of a header").map { .header($0.lowercased()) }
        case (nil, let key?): form.time = verifyText(key, "a key such as t").map { .member($0) }
        default:
            complaints.add(
                at: node.position,
                "a 'timestamp' stands in a 'header', or at a 'key' of the signature's own header",
                expected: such
            )
        }
    }

    private mutating func readSigned(_ node: YAMLNode, into form: inout HMACForm) {
        guard let text = verifyText(node, "what is signed, such as \"{timestamp}.{body}\"") else { return }
        do throws(SignedTemplate.SyntaxError) {
            form.signed = try SignedTemplate(text)
        } catch {
            complaints.add(
                at: node.position,
                "what is signed cannot be read at byte \(error.offset + 1): \(error.text)",
                expected: "\"{timestamp}.{body}\", or as the sender has it"
            )
        }
    }

    private mutating func checkSigned(_ node: YAMLNode?, _ timestamp: YAMLNode?, _ form: HMACForm) {
        let place = node?.position ?? timestamp?.position ?? document.position
        if form.signed.contains(.timestamp), timestamp == nil {
            complaints.add(
                at: place,
                "{timestamp} is signed, and there is no 'timestamp' that says where it stands",
                expected: "timestamp: { header: X-Request-Timestamp }, or { key: t }"
            )
        }
        if form.signed.contains(.id), form.idHeader == nil {
            complaints.add(
                at: place,
                "{id} is signed, and there is no 'id' that says where it stands",
                expected: "id: { header: X-Id }"
            )
        }
        if let timestamp, !form.signed.contains(.timestamp) {
            complaints.add(
                .warning,
                at: timestamp.position,
                "the timestamp is not signed, so an old request can be sent again with a new one",
                expected: "signed: \"{timestamp}.{body}\", or as the sender has it"
            )
        }
        if case .member? = form.time, !form.label.isMember {
            complaints.add(
                at: timestamp?.position ?? place,
                "the timestamp stands at a key of the signature's header, and the signature at none",
                expected: "key: v1 beside it"
            )
        }
    }
}

extension HMACForm.Label {
    fileprivate var isMember: Bool { if case .member = self { true } else { false } }
}
