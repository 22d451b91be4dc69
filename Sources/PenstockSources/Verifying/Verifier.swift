internal import Crypto
internal import Foundation
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// Decides whether a request comes from who is meant to send it. Pure; secrets are compared in constant time.
struct Verifier {
    private let request: InboundRequest
    private let body: Result<JSONValue, BodyFault>
    private let now: Timestamp

    /// - Parameters:
    ///   - body: The body as it was read, for rules that look into it.
    ///   - now: The time of arrival.
    init(_ request: InboundRequest, body: Result<JSONValue, BodyFault>, now: Timestamp) {
        self.request = request
        self.body = body
        self.now = now
    }

    /// Why a request is refused; nil when it is verified.
    ///
    /// Every rule is looked at, also behind one that decides, so that the time says nothing of which one it was.
    func refusal(by rule: SourceVerification) -> Refusal? {
        switch rule {
        case .none: return nil
        case .any(let rules):
            let refusals = rules.map { refusal(by: $0) }
            return refusals.contains { $0 == nil } ? nil : Refusal(any: refusals.compactMap(\.self))
        case .all(let rules): return rules.map { refusal(by: $0) }.compactMap(\.self).first
        case .header(let name, let secret): return compare(request.header(name), "header \(name)", secret)
        case .query(let name, let secret): return compare(request.parameter(name), "query parameter \(name)", secret)
        case .field(let path, let secret): return field(path, secret)
        case .basic(let username, let password): return basic(username, password)
        case .bearer(let token): return bearer(token)
        case .standardWebhooks(let keys, let tolerance): return standardWebhooks(keys, tolerance)
        case .hmac(let signature): return self.signature(signature)
        case .addresses(let networks): return address(networks)
        }
    }

    // MARK: Secrets

    private func compare(_ value: String?, _ place: String, _ secret: SourceSecret) -> Refusal? {
        guard let value else { return Refusal(.missingSecret, "no \(place)") }
        return ConstantTime.areEqual(Array(value.utf8), secret.bytes)
            ? nil : Refusal(.wrongSecret, "wrong secret in the \(place)")
    }

    private func field(_ path: SourcePath, _ secret: SourceSecret) -> Refusal? {
        let value: JSONValue
        switch body {
        case .failure(let fault): return Refusal(.unreadable, "no field \(path): \(fault.text)")
        case .success(let body): value = body[path.place] ?? .null
        }
        switch value {
        case .string(let text): return compare(text, "field \(path)", secret)
        case .number(let number): return compare(number.text, "field \(path)", secret)
        default: return compare(nil, "field \(path)", secret)
        }
    }

    // MARK: Authorization

    /// What stands behind a scheme in the header `Authorization`, whatever the case of the scheme (RFC 9110, 11.1).
    private func credentials(_ scheme: String) -> String? {
        guard let header = request.header("authorization") else { return nil }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == scheme else { return nil }
        return String(words[1].drop { $0 == " " })
    }

    private func basic(_ username: String, _ password: SourceSecret) -> Refusal? {
        guard let credentials = credentials("basic") else {
            return Refusal(.missingSecret, "no header authorization with user name and password")
        }
        let given = Data(base64Encoded: credentials).map { [UInt8]($0) } ?? []
        let expected = Array("\(username):".utf8) + password.bytes
        return ConstantTime.areEqual(given, expected) ? nil : Refusal(.wrongSecret, "wrong user name or password")
    }

    private func bearer(_ token: SourceSecret) -> Refusal? {
        guard let credentials = credentials("bearer") else {
            return Refusal(.missingSecret, "no header authorization with a bearer token")
        }
        return ConstantTime.areEqual(Array(credentials.utf8), token.bytes)
            ? nil : Refusal(.wrongSecret, "wrong bearer token")
    }

    // MARK: Addresses

    private func address(_ networks: [IPNetwork]) -> Refusal? {
        // The zone of a link-local address is no part of it (RFC 4007, section 11).
        let text = request.address.map { $0.prefix { $0 != "%" } } ?? ""
        guard let address = IPAddress(String(text))?.withoutMapping else {
            return Refusal(.wrongAddress, "the address of the sender is not known")
        }
        let isAllowed = networks.contains { $0.withoutMapping.contains(address) }
        return isAllowed ? nil : Refusal(.wrongAddress, "the address \(address) is not among those that may send")
    }

    // MARK: Times

    /// - Parameter text: Seconds since 1970, or milliseconds where it has so many digits.
    func staleness(_ text: String, _ tolerance: Duration) -> Refusal? {
        guard text.utf8.count <= 15, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text)
        else {
            return Refusal(.wrongTime, "the timestamp is no number of seconds")
        }
        let seconds = text.utf8.count >= 13 ? number / 1_000 : number
        let age = now.microseconds / 1_000_000 - seconds
        guard Duration.seconds(age < 0 ? -age : age) > tolerance else { return nil }
        return Refusal(.wrongTime, "timestamp \(Self.words(age < 0 ? -age : age)) \(age < 0 ? "ahead" : "old")")
    }

    /// `7 minutes`.
    private static func words(_ seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")]
        let (size, name) = units.first { seconds >= $0.0 * ($0.0 > 1 ? 2 : 1) || seconds == $0.0 } ?? (1, "second")
        let count = seconds / size
        return "\(count) \(name)\(count == 1 ? "" : "s")"
    }

    // MARK: Signatures

    private func signature(_ rule: SourceSignature) -> Refusal? {
        guard let header = request.header(rule.header) else {
            return Refusal(.missingSignature, "no header \(rule.header)")
        }
        let parts = SignatureHeader(header, rule)
        guard !parts.signatures.isEmpty else {
            let form = (rule.key.map { "\($0)=" } ?? "") + rule.prefix
            let wanted = form.isEmpty ? "in \(rule.encoding.rawValue)" : "that begins with \(form)"
            return Refusal(.missingSignature, "the header \(rule.header) holds no signature \(wanted)")
        }
        var timestamp: String?
        switch rule.timestamp {
        case .header(let name):
            guard let text = request.header(name) else { return Refusal(.missingSignature, "no header \(name)") }
            timestamp = text
        case .key(let key):
            guard let text = parts.values[key]?.first else {
                return Refusal(.missingSignature, "no \(key)= in the header \(rule.header)")
            }
            timestamp = text
        case nil: break
        }
        var id: String?
        if let name = rule.id {
            guard let text = request.header(name) else { return Refusal(.missingSignature, "no header \(name)") }
            id = text
        }
        let code = KeyedHash.code(rule, of: signedBytes(rule, timestamp: timestamp ?? "", id: id ?? ""))
        // All are compared, so that the time says nothing.
        let matches = parts.signatures.map { ConstantTime.areEqual($0, code) }
        guard matches.contains(true) else {
            return Refusal(.wrongSignature, "wrong signature in the header \(rule.header)")
        }
        return timestamp.flatMap { staleness($0, rule.tolerance) }
    }

    private func signedBytes(_ rule: SourceSignature, timestamp: String, id: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(request.body.count + 64)
        for piece in rule.signed {
            switch piece {
            case .text(let text): bytes += text
            case .body: bytes += request.body
            case .timestamp: bytes += timestamp.utf8
            case .id: bytes += id.utf8
            }
        }
        return bytes
    }

    private func standardWebhooks(_ keys: [SourceVerification.WebhookKey], _ tolerance: Duration) -> Refusal? {
        guard let header = request.header(StandardWebhooksHeaders.signature),
            let id = request.header(StandardWebhooksHeaders.id),
            let timestamp = request.header(StandardWebhooksHeaders.timestamp)
        else { return Refusal(.missingSignature, "no headers webhook-id, webhook-timestamp and webhook-signature") }
        let signed = Array("\(id).\(timestamp).".utf8) + request.body
        // Of a header with many signatures a few are enough.
        let signatures = header.split(separator: " ").prefix(32).map { $0.split(separator: ",", maxSplits: 1) }
        let matches = keys.flatMap { key in
            signatures.filter { $0.count == 2 }.map { parts in
                let code = Data(base64Encoded: String(parts[1])).map { [UInt8]($0) } ?? []
                switch (key, parts[0]) {
                case (.shared(let secret), "v1"):
                    return ConstantTime.areEqual(code, KeyedHash.sha256(secret.bytes, of: signed))
                case (.publicKey(let bytes), "v1a"):
                    let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
                    return key?.isValidSignature(code, for: signed) ?? false
                default: return false
                }
            }
        }
        guard matches.contains(true) else { return Refusal(.wrongSignature, "wrong signature in webhook-signature") }
        return staleness(timestamp, tolerance)
    }
}

/// The headers of Standard Webhooks 1.0.0.
enum StandardWebhooksHeaders {
    static let (id, timestamp, signature) = ("webhook-id", "webhook-timestamp", "webhook-signature")
}

extension IPAddress {
    /// The IPv4 address that an IPv6 address is mapped from (RFC 4291, section 2.5.5.2); else itself. Others embed one
    /// too, but a sender can choose those.
    fileprivate var withoutMapping: IPAddress {
        guard bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10...11] == [0xFF, 0xFF] else {
            return self
        }
        return IPAddress(bytes: Array(bytes[12...])) ?? self
    }
}

extension IPNetwork {
    /// A network of mapped addresses as the IPv4 network that it is.
    fileprivate var withoutMapping: IPNetwork {
        let plain = address.withoutMapping
        guard plain != address, prefixLength >= 96 else { return self }
        return IPNetwork("\(plain)/\(prefixLength - 96)") ?? self
    }
}
