internal import Foundation
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins
internal import PenstockSignatures

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
        case .standardWebhooks(let keys, let tolerance):
            let scheme = StandardWebhooksScheme(keys.map(StandardKey.init), tolerance: tolerance)
            return refusal(scheme, in: StandardWebhooksScheme.headers.signature)
        case .hmac(let form, let secret):
            return refusal(HMACScheme(form, keys: [secret.bytes]), in: form.header)
        case .addresses(let networks): return address(networks)
        }
    }

    // MARK: Secrets

    private func compare(_ value: String?, _ place: String, _ secret: SourceSecret) -> Refusal? {
        guard let value else { return Refusal(.missingSecret, "no \(place)") }
        return ConstantTime.equal(Array(value.utf8), secret.bytes)
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
        return ConstantTime.equal(given, expected) ? nil : Refusal(.wrongSecret, "wrong user name or password")
    }

    private func bearer(_ token: SourceSecret) -> Refusal? {
        guard let credentials = credentials("bearer") else {
            return Refusal(.missingSecret, "no header authorization with a bearer token")
        }
        return ConstantTime.equal(Array(credentials.utf8), token.bytes)
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

    // MARK: Signatures

    private func refusal(_ scheme: some SignatureScheme, in header: String) -> Refusal? {
        let signed = SignedRequest(headers: request.headers.map { .init($0.name, $0.value) }, body: request.body)
        return scheme.verify(signed, at: now).fault.map { Refusal($0, in: header) }
    }
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

extension StandardKey {
    fileprivate init(_ key: SourceVerification.WebhookKey) {
        switch key {
        case .shared(let secret): self.init(symmetric: secret.bytes)
        case .publicKey(let bytes): self.init(publicKey: bytes)
        }
    }
}
