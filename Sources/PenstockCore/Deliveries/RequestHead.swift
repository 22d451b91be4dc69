/// The head of what a try sent: of a request its method, URL and headers, of a mail the relay and the envelope.
///
/// What the host knows behind the signers. What a transport adds on the wire is not in it: of HTTP that is
/// `authorization` from `auth`, and what libcurl writes itself (`host`, `content-length`, `accept`).
package struct RequestHead: Sendable, Equatable {
    package var method: String
    package var target: String
    package var headers: [EventExtension]
    /// Whether something is left out of it, because it was too long.
    package var isCut: Bool

    package init(method: String, target: String, headers: [EventExtension], isCut: Bool = false) {
        self.method = method
        self.target = target
        self.headers = headers
        self.isCut = isCut
    }

    package var isEmpty: Bool { method.isEmpty && target.isEmpty && headers.isEmpty }

    /// The same for people, line by line.
    package var text: String {
        let first = [method, target].filter { !$0.isEmpty }.joined(separator: " ")
        return ([first].filter { !$0.isEmpty } + headers.map { "\($0.name): \($0.value)" }).joined(separator: "\n")
    }
}

extension RequestHead {
    /// How many bytes of texts are kept.
    package static let limit = 8 << 10
    private static let targetLimit = 4 << 10

    /// What may be kept and shown: without secrets, and not more than ``limit``.
    /// - Parameter mask: Finds the secrets of the pipeline, wherever they stand.
    package func kept(without mask: SecretMask) -> RequestHead {
        withoutSecrets(mask).bounded
    }

    private func withoutSecrets(_ mask: SecretMask) -> RequestHead {
        var head = self
        head.method = mask(method)
        head.target = mask(target).withoutCredentials
        head.headers = headers.map { header in
            let value = mask(header.value)
            let isSecret = SecretName.names(header: header.name)
            return EventExtension(
                name: mask(header.name),
                value: isSecret ? SecretName.masked(value, of: header.name) : value
            )
        }
        return head
    }

    /// Whole headers, as long as there is room.
    private var bounded: RequestHead {
        var head = self
        head.method = String(decoding: method.utf8.prefix(32), as: UTF8.self)
        head.target = String(decoding: target.utf8.prefix(Self.targetLimit), as: UTF8.self)
        var room = Self.limit - head.method.utf8.count - head.target.utf8.count
        head.headers = headers.filter { header in
            let size = header.name.utf8.count + header.value.utf8.count
            guard size <= room else { return false }
            room -= size
            return true
        }
        head.isCut =
            isCut || head.headers.count < headers.count || head.target.utf8.count < target.utf8.count
            || head.method.utf8.count < method.utf8.count
        return head
    }
}

extension String {
    /// A URL with `***` for user name and password (RFC 3986, section 3.2.1), and for parameters of its query that are
    /// called like secrets. Anything else stays as it is.
    fileprivate var withoutCredentials: String {
        var parts = split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        parts[0] = parts[0].withoutUserInformation
        guard parts.count == 2 else { return parts[0] }
        let query = parts[1].split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let equals = pair.firstIndex(of: "=") else { return String(pair) }
            let name = String(pair[..<equals])
            guard SecretName.names(parameter: String(percentDecoding: name) ?? name) else { return String(pair) }
            return "\(name)=\(SecretMask.text)"
        }
        return "\(parts[0])?\(query.joined(separator: "&"))"
    }

    private var withoutUserInformation: String {
        guard let start = firstRange(of: "://")?.upperBound else { return self }
        let authority = self[start...].prefix { $0 != "/" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return self }
        return self[..<start] + SecretMask.text + self[at...]
    }
}
