import PenstockCore
import Testing

@testable import PenstockServer

@Suite struct `A token` {
    /// Draws the same each time.
    private struct Fixed: RandomNumberGenerator {
        mutating func next() -> UInt64 { 0x0123_4567_89AB_CDEF }
    }

    private static let now = Timestamp("2026-03-04T10:00:00Z") ?? Timestamp(microseconds: 0)

    @Test func `has a prefix, 256 random bits and a checksum, and is kept as its SHA-256`() throws {
        let secret = TokenSecret()
        let match = try #require(secret.text.wholeMatch(of: /penstock_([0-9a-f]{64})([0-9a-f]{8})/))
        #expect(TokenSecret(secret.text)?.text == secret.text)
        let token = secret.token(name: "lms", scopes: [.ingest], at: Self.now, expiresAt: nil)
        #expect(token.id.text == match.1.prefix(8))
        #expect(token.digest.count == 32 && !secret.text.contains(token.digest.hexadecimal))
        #expect(TokenSecret().text != secret.text)
        // `printf penstock_…ef | sha256sum` of the part before it.
        let fixed = TokenSecret(drawnFrom: Fixed())
        #expect(fixed.text.hasPrefix("penstock_" + String(repeating: "ef", count: 32)), "\(fixed.text)")
    }

    @Test(arguments: [
        "", "penstock_", "secret", "penstock_" + String(repeating: "0", count: 72),
        "pen\u{301}stock_" + String(repeating: "0", count: 72),
    ])
    func `is not what only looks like one`(text: String) { #expect(TokenSecret(text) == nil) }

    @Test func `is not one with a digit changed, in capitals, or with something behind it`() {
        let text = TokenSecret().text
        for index in [9, 40, 72, 80] {
            var characters = Array(text)
            characters[index] = characters[index] == "0" ? "1" : "0"
            #expect(TokenSecret(String(characters)) == nil)
        }
        #expect(TokenSecret(text.uppercased()) == nil && TokenSecret(text + " ") == nil)
    }

    @Test func `is found by its digest, whole or not at all`() {
        let (secret, other) = (TokenSecret(), TokenSecret())
        let list = TokenList([secret.token(name: "a", scopes: [.read], at: Self.now, expiresAt: nil)])
        #expect(list.entry(of: secret.text[...])?.token.name == "a")
        #expect(list.entry(of: other.text[...]) == nil && list.entry(of: "") == nil)
        let forged = secret.text.prefix(17) + other.text.dropFirst(17)
        #expect(list.entry(of: Substring(forged)) == nil, "the id alone is no secret")
    }

    @Test func `has its use written down once a minute`() {
        let token = TokenSecret().token(name: "a", scopes: [.read], at: Self.now, expiresAt: nil)
        let entry = TokenList.Entry(token)
        #expect(entry.isUseDue(at: Self.now))
        #expect(!entry.isUseDue(at: Self.now + .seconds(59)))
        #expect(entry.isUseDue(at: Self.now + .seconds(60)) && entry.lastUsedAt == Self.now + .seconds(60))
    }

    @Test(
        arguments: [
            ([.ingest], [.ingest]), ([.read], [.read]), ([.admin], [.ingest, .read, .admin]),
            ([.ingest, .read], [.ingest, .read]), ([], []),
        ] as [(Set<Scope>, [Scope])]
    )
    func `may what its scopes say, and admin may everything`(scopes: Set<Scope>, allowed: [Scope]) {
        #expect(Scope.allCases.filter(scopes.allows) == allowed)
    }

    @Test(
        arguments: [
            ("90d", 90 * 86_400), ("1s", 1), ("2026-03-04T10:00:01Z", 1), ("2026-03-04T10:00:00Z", nil),
            ("2026-03-03T10:00:00Z", nil), ("0s", nil), ("-1d", nil), ("soon", nil), ("100000d", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func `ends after a time, or at one to come`(text: String, seconds: Int?) {
        #expect(TokenRules.end(text, from: Self.now) == seconds.map { Self.now + .seconds($0) })
    }

    @Test func `needs a name and known scopes`() throws {
        #expect(TokenRules.refusal(ofName: "") != nil && TokenRules.refusal(ofName: "a\nb") != nil)
        #expect(TokenRules.refusal(ofName: String(repeating: "a", count: 101)) != nil)
        #expect(TokenRules.refusal(ofName: "Anna’s laptop") == nil)
        #expect(try TokenRules.scopes(["ingest", "read", "read"]).get() == [.ingest, .read])
        guard case .failure(let unknown) = TokenRules.scopes(["reed"]) else {
            Issue.record("taken")
            return
        }
        #expect(unknown.description == "there is no scope 'reed'; is 'read' meant?")
        #expect(throws: TokenRules.UnknownScope.self) { try TokenRules.scopes([]).get() }
    }

    @Test func `the first can make others, and the last that can is not lost by mistake`() {
        func token(_ scopes: Set<Scope>, revokedAt: Timestamp? = nil, expiresAt: Timestamp? = nil) -> AccessToken {
            var token = TokenSecret().token(name: "x", scopes: scopes, at: Self.now, expiresAt: expiresAt)
            token.revokedAt = revokedAt
            return token
        }
        let (admin, other) = (token([.admin]), token([.admin]))
        let past = [token([.admin], revokedAt: Self.now), token([.admin], expiresAt: Self.now)]
        #expect(TokenRules.refusal(ofScopes: [.ingest], besides: [], at: Self.now)?.contains("admin first") == true)
        #expect(TokenRules.refusal(ofScopes: [.read], besides: past, at: Self.now) != nil)
        #expect(TokenRules.refusal(ofScopes: [.admin], besides: [], at: Self.now) == nil)
        #expect(TokenRules.refusal(ofScopes: [.ingest], besides: [admin], at: Self.now) == nil)
        #expect(TokenRules.refusal(ofRevoking: admin.id, among: [admin] + past, at: Self.now) != nil)
        #expect(TokenRules.refusal(ofRevoking: admin.id, among: [admin, other], at: Self.now) == nil)
        #expect(TokenRules.refusal(ofRevoking: past[0].id, among: [admin] + past, at: Self.now) == nil)
        let many = (0..<1000).map { _ in token([.admin]) }
        #expect(TokenRules.refusal(ofScopes: [.admin], besides: many, at: Self.now)?.contains("1000") == true)
    }
}
