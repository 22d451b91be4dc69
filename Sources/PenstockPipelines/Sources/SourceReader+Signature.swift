internal import FoundationEssentials
internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// `hmac` of `verify`.
extension SourceReader {
    static let signatureKeys = [
        "algorithm", "secret", "secret_encoding", "header", "prefix", "key", "encoding", "signed", "timestamp", "id",
    ]
    static let timestampKeys = ["header", "key", "tolerance"]
    static let idKeys = ["header"]
    private static let form = "{ secret: \"${env:NAME}\", header: X-Hub-Signature-256, prefix: \"sha256=\" }"

    /// How the bytes of a key are written.
    enum SecretEncoding: String, CaseIterable { case text, base64, hex }

    mutating func signature(_ node: YAMLNode) -> SourceSignature? {
        guard let members = members(of: node, Self.signatureKeys, what: "'hmac'", form: Self.form) else { return nil }
        for key in ["secret", "header"] where members[key] == nil {
            complaints.add(at: node.position, "this 'hmac' has no '\(key)'", expected: Self.form)
        }
        let encoding = members["secret_encoding"].flatMap { word($0, SecretEncoding.self) } ?? .text
        let secret = members["secret"].flatMap { signatureKey($0, encoding) }
        let header = members["header"].flatMap { verifyText($0, "the name of a header") }
        var signature = SourceSignature(
            secret: secret ?? SourceSecret([]),
            header: (header ?? "").lowercased()
        )
        if let value = members["algorithm"] {
            signature.algorithm = word(value, SourceSignature.Algorithm.self) ?? .sha256
        }
        if let value = members["encoding"] { signature.encoding = word(value, SourceSignature.Encoding.self) ?? .hex }
        if let value = members["prefix"] { signature.prefix = verifyText(value, "what stands before it") ?? "" }
        if let value = members["key"] { signature.key = verifyText(value, "a key such as v1") }
        if let value = members["id"] { readID(value, into: &signature) }
        if let value = members["timestamp"] { readTimestamp(value, into: &signature) }
        readSigned(members["signed"], members["timestamp"], into: &signature)
        return secret == nil || header == nil ? nil : signature
    }

    private mutating func signatureKey(_ node: YAMLNode, _ encoding: SecretEncoding) -> SourceSecret? {
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

    private mutating func readID(_ node: YAMLNode, into signature: inout SourceSignature) {
        let form = "{ header: X-Id }"
        guard let members = members(of: node, Self.idKeys, what: "'id'", form: form) else { return }
        guard let header = members["header"] else {
            complaints.add(at: node.position, "this 'id' has no 'header'", expected: form)
            return
        }
        signature.id = verifyText(header, "the name of a header")?.lowercased()
    }

    private mutating func readTimestamp(_ node: YAMLNode, into signature: inout SourceSignature) {
        let form = "{ header: X-Request-Timestamp, tolerance: 5m }"
        guard let members = members(of: node, Self.timestampKeys, what: "'timestamp'", form: form) else { return }
        if let value = members["tolerance"] { signature.tolerance = duration(value, such: "5m") ?? .seconds(300) }
        switch (members["header"], members["key"]) {
        case (let header?, nil):
            signature.timestamp = verifyText(header, "the name of a header").map { .header($0.lowercased()) }
        case (nil, let key?): signature.timestamp = verifyText(key, "a key such as t").map { .key($0) }
        default:
            complaints.add(
                at: node.position,
                "a 'timestamp' stands in a 'header', or at a 'key' of the signature's own header",
                expected: form
            )
        }
    }

    private mutating func readSigned(
        _ node: YAMLNode?,
        _ timestamp: YAMLNode?,
        into signature: inout SourceSignature
    ) {
        let text = node.flatMap { verifyText($0, "what is signed, such as \"{timestamp}.{body}\"") } ?? "{body}"
        var pieces: [SourceSignature.Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { break }
            pieces.appendText(rest[..<open])
            let name = rest[rest.index(after: open)..<close]
            switch name {
            case "body": pieces.append(.body)
            case "timestamp": pieces.append(.timestamp)
            case "id": pieces.append(.id)
            default:
                complaints.add(
                    at: node?.position ?? document.position,
                    "'{\(String(name).shortened)}' is no place of what is signed",
                    expected: "{body}, {timestamp} or {id}",
                    suggestion: nearest(String(name), in: ["body", "timestamp", "id"]).map { "{\($0)}" }
                )
            }
            rest = rest[rest.index(after: close)...]
        }
        pieces.appendText(rest)
        signature.signed = pieces
        checkSigned(node, timestamp, signature)
    }

    private mutating func checkSigned(_ node: YAMLNode?, _ timestamp: YAMLNode?, _ signature: SourceSignature) {
        let place = node?.position ?? timestamp?.position ?? document.position
        if !signature.signed.contains(.body) {
            complaints.add(at: place, "the body is not signed, so anybody could change it", expected: "{body}")
        }
        if signature.signed.contains(.timestamp), timestamp == nil {
            complaints.add(
                at: place,
                "{timestamp} is signed, and there is no 'timestamp' that says where it stands",
                expected: "timestamp: { header: X-Request-Timestamp }, or { key: t }"
            )
        }
        if signature.signed.contains(.id), signature.id == nil {
            complaints.add(
                at: place,
                "{id} is signed, and there is no 'id' that says where it stands",
                expected: "id: { header: X-Id }"
            )
        }
        if let timestamp, !signature.signed.contains(.timestamp) {
            complaints.add(
                .warning,
                at: timestamp.position,
                "the timestamp is not signed, so an old request can be sent again with a new one",
                expected: "signed: \"{timestamp}.{body}\", or as the sender has it"
            )
        }
        if case .key? = signature.timestamp, signature.key == nil {
            complaints.add(
                at: timestamp?.position ?? place,
                "the timestamp stands at a key of the signature's header, and the signature at none",
                expected: "key: v1 beside it"
            )
        }
    }
}

extension [SourceSignature.Piece] {
    fileprivate mutating func appendText(_ text: Substring) {
        if !text.isEmpty { append(.text([UInt8](text.utf8))) }
    }
}

extension SourceReader.SecretEncoding {
    /// - Returns: Nil when the text is not in this encoding.
    fileprivate func decode(_ secret: String) -> [UInt8]? {
        switch self {
        case .text: return Array(secret.utf8)
        case .base64: return Data(base64Encoded: secret).map { [UInt8]($0) }
        case .hex: return [UInt8](hexadecimal: secret)
        }
    }
}
