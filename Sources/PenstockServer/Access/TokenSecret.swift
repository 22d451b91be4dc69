internal import Crypto
package import PenstockCore

/// A token as its bearer has it: `penstock_`, 32 random bytes and a checksum, in hexadecimal digits.
///
/// The prefix lets scanners of repositories find one that was committed; the checksum, the beginning of the SHA-256 of
/// what stands before it, tells them and the command a token from a slip of the finger without asking a server.
/// It is kept as its SHA-256 alone. A slow hash is for passwords, which people choose and others guess; 256 random bits
/// cannot be guessed (NIST SP 800-63B, section 5.1.2.2, asks for salt and stretching below 112 bits only).
package struct TokenSecret: Sendable {
    /// The whole token.
    package let text: String

    static let prefix = "penstock_"
    private static let randomDigits = 64
    private static let checkDigits = 8
    private static let idDigits = 8

    /// Draws a new one.
    package init() { self.init(drawnFrom: SystemRandomNumberGenerator()) }

    init(drawnFrom generator: some RandomNumberGenerator) {
        let random = Self.prefix + [UInt8].random(count: Self.randomDigits / 2, from: generator).hexadecimal
        text = random + Self.checksum(of: random)
    }

    /// Takes a token; nil for what cannot be one.
    package init?(_ text: some StringProtocol) {
        let count = Self.prefix.utf8.count + Self.randomDigits + Self.checkDigits
        guard text.utf8.count == count, text.hasPrefix(Self.prefix) else { return nil }
        let random = text.prefix(count - Self.checkDigits)
        guard random.utf8.dropFirst(Self.prefix.utf8.count).allSatisfy(\.isHexadecimalDigit),
            text.utf8.suffix(Self.checkDigits).elementsEqual(Self.checksum(of: random).utf8)
        else { return nil }
        self.text = String(text)
    }

    /// What is kept of it.
    package func token(name: String, scopes: Set<Scope>, at now: Timestamp, expiresAt: Timestamp?) -> AccessToken {
        AccessToken(
            id: TokenID(String(text.dropFirst(Self.prefix.count).prefix(Self.idDigits))),
            name: name,
            digest: Self.digest(of: text),
            scopes: scopes,
            createdAt: now,
            expiresAt: expiresAt
        )
    }

    /// The name by which people know a token; nil where a text begins otherwise.
    static func id(of text: some StringProtocol) -> TokenID? {
        text.hasPrefix(prefix) ? TokenID(String(text.dropFirst(prefix.count).prefix(idDigits))) : nil
    }

    static func digest(of text: some StringProtocol) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    private static func checksum(of text: some StringProtocol) -> String {
        Array(SHA256.hash(data: Array(text.utf8)).prefix(checkDigits / 2)).hexadecimal
    }
}

extension [UInt8] {
    /// Bytes that nobody can foretell: the system's generator is meant for keys.
    static func random(count: Int, from generator: some RandomNumberGenerator = SystemRandomNumberGenerator())
        -> [UInt8]
    {
        var generator = generator
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Compares in a time that does not depend on where two differ; their lengths are no secret.
    func equalsInConstantTime(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return zip(self, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
