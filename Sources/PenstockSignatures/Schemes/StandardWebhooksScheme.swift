package import PenstockCore

/// Standard Webhooks 1.0.0: `webhook-id`, `webhook-timestamp` and `webhook-signature`, which lists one entry for each
/// key, `v1,` or `v1a,` and base64. Signed are `id.timestamp.body`.
package struct StandardWebhooksScheme: SignatureScheme {
    private let keys: [StandardKey]
    private let tolerance: Duration

    package static let headers = (
        id: "webhook-id", timestamp: "webhook-timestamp", signature: "webhook-signature"
    )

    package init(_ keys: [StandardKey], tolerance: Duration = Self.usualTolerance) {
        (self.keys, self.tolerance) = (keys, tolerance)
    }

    package func verify(_ request: SignedRequest, at now: Timestamp) -> SignatureVerdict {
        do throws(SignatureFault) {
            let id = try request.single(Self.headers.id)
            guard !id.isEmpty else { throw .malformedHeader(Self.headers.id, expected: "an id") }
            let written = try request.single(Self.headers.timestamp)
            let time = try TimestampCheck(written, in: Self.headers.timestamp)
            let entries = try entries(request)
            let signed = Array("\(id).\(written).".utf8) + request.body
            for (index, key) in keys.enumerated() {
                for entry in entries where entry.version == key.version && key.isSignature(entry.code, of: signed) {
                    try time.check(at: now, tolerance: tolerance)
                    return .valid(key: index, age: time.age(at: now))
                }
            }
            throw .mismatch
        } catch {
            return .invalid(error)
        }
    }

    /// More of a stranger's entries are not tried, because each takes a hash of the body.
    private static let mostEntries = 32

    private struct Entry {
        var version: StandardKey.Version
        var code: [UInt8]
    }

    /// The entries of versions that the keys are for. Others are passed over, as the specification has it, and so is one
    /// that cannot be read beside one that can.
    private func entries(_ request: SignedRequest) throws(SignatureFault) -> [Entry] {
        let name = Self.headers.signature
        let written = try request.single(name).split(separator: " ")
        guard !written.isEmpty else { throw .malformedHeader(name, expected: "a signature such as v1,…") }
        guard written.count <= Self.mostEntries else {
            throw .malformedHeader(name, expected: "\(Self.mostEntries) signatures at most")
        }
        let wanted = Set(keys.map(\.version))
        var entries: [Entry] = []
        var others: [String] = []
        var complaint: SignatureFault?
        for entry in written {
            let parts = entry.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                complaint = .malformedHeader(name, expected: "entries such as v1,… with a space between two of them")
                continue
            }
            guard let version = StandardKey.Version(rawValue: String(parts[0])), wanted.contains(version) else {
                others.append(String(parts[0].prefix(16)))
                continue
            }
            let length = version == .v1 ? 32 : 64
            if let code = ByteText.base64.decode(String(parts[1])), code.count == length {
                entries.append(Entry(version: version, code: code))
            } else {
                complaint = complaint ?? Self.unreadable(String(parts[1]), length: length)
            }
        }
        if !entries.isEmpty { return entries }
        if let complaint { throw complaint }
        throw .otherVersion(found: others, expected: wanted.map(\.rawValue).sorted().joined(separator: " or "))
    }

    private static func unreadable(_ text: String, length: Int) -> SignatureFault {
        if ByteText.hex.decode(text)?.count == length {
            return .wrongEncoding(headers.signature, found: "hex", expected: "base64")
        }
        if ByteText.decodeAnyBase64(text)?.count == length {
            return .wrongEncoding(headers.signature, found: "base64 for URLs or without padding", expected: "base64")
        }
        return .malformedHeader(headers.signature, expected: "the base64 of \(length) bytes")
    }
}
