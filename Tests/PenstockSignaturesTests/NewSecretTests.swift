import PenstockSignatures
import Testing

/// Chance that is none: 1, 2, 3 and so on.
private struct Counting: RandomNumberGenerator {
    var state: UInt64 = 0
    mutating func next() -> UInt64 {
        state += 1
        return state
    }
}

@Suite struct `A new secret` {
    private var chance = SystemRandomNumberGenerator()

    @Test(arguments: [24, 32, 64])
    mutating func `for standard-webhooks it is one that verifies`(bytes: Int) throws {
        let secret = try #require(NewSecret(.standardWebhooks, bytes: bytes, from: &chance))
        #expect(secret.secret.hasPrefix("whsec_") && secret.publicKey == nil)
        #expect(try StandardKey(secret.secret).version == .v1)
    }

    @Test mutating func `a key pair belongs together`() throws {
        let secret = try #require(NewSecret(.ed25519, from: &chance))
        #expect(secret.secret.hasPrefix("whsk_") && secret.publicKey?.hasPrefix("whpk_") == true)
        #expect(try StandardKey(secret.secret).version == .v1a)
        #expect(try StandardKey(#require(secret.publicKey)).version == .v1a)
    }

    @Test mutating func `for hmac it is digits that every receiver takes as text`() throws {
        let secret = try #require(NewSecret(.hmac, from: &chance))
        #expect(secret.secret.count == 64 && secret.secret.allSatisfy(\.isHexDigit))
    }

    @Test mutating func `no two are the same, and the same chance makes the same`() throws {
        let kinds = NewSecret.Kind.allCases
        for kind in kinds { #expect(NewSecret(kind, from: &chance) != NewSecret(kind, from: &chance)) }
        for kind in kinds {
            var (one, other) = (Counting(), Counting())
            #expect(NewSecret(kind, from: &one) == NewSecret(kind, from: &other))
        }
    }

    @Test(arguments: [
        (NewSecret.Kind.standardWebhooks, 23), (.standardWebhooks, 65), (.ed25519, 31), (.hmac, 15), (.hmac, 0),
    ])
    mutating func `a size that the kind has not makes none`(kind: NewSecret.Kind, bytes: Int) {
        #expect(NewSecret(kind, bytes: bytes, from: &chance) == nil)
    }
}
