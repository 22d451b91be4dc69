import Foundation
import PenstockCore
import Testing

@Suite struct `A secret mask` {
    private static let secret = #"s3cr+t/"word\"#
    private let mask = SecretMask([secret, "whsec_short", "abc"])

    @Test(arguments: [
        ("no such thing", "no such thing"), ("", ""), (secret, "***"), ("a\(secret)b\(secret)", "a***b***"),
        (#"{"a":"s3cr+t/\"word\\"}"#, #"{"a":"***"}"#), ("?a=s3cr%2Bt%2F%22word%5C&b", "?a=***&b"),
        ("?a=s3cr%2bt%2f%22word%5c&b", "?a=***&b"), ("abc stays, whsec_short goes", "abc stays, *** goes"),
        ("whsec_shor", "whsec_shor"), ("é\(secret)é", "é***é"),
    ])
    func `takes secrets out as they are, escaped and encoded`(text: String, masked: String) {
        #expect(mask(text) == masked)
        #expect(String(decoding: mask(Array(text.utf8)), as: UTF8.self) == masked)
    }

    @Test(arguments: 0..<6, 0..<4)
    func `finds a secret within Base64, wherever it begins there`(before: Int, after: Int) {
        let clear = String(repeating: "u", count: before) + Self.secret + String(repeating: "v", count: after)
        let masked = mask("Basic \(Data(clear.utf8).base64EncodedString())!")
        #expect(masked.contains("***") && masked.hasPrefix("Basic ") && masked.hasSuffix("!"))
        // What is left at the ends tells two letters of the secret at most.
        #expect(masked.utf8.count <= 7 + 3 + (before + 2) / 3 * 4 + (after + 2) / 3 * 4 + 8)
    }

    @Test func `takes the longer one where one secret is part of another`() {
        #expect(SecretMask(["token", "token-1234"])("token-1234 token") == "*** ***")
    }

    @Test func `finds what was cut in two at the end, when told that it was`() {
        #expect(mask(Array("whsec_sho".utf8), isCut: true) == Array("***".utf8))
        #expect(mask(Array("a whsec_sho".utf8), isCut: true) == Array("a ***".utf8))
    }

    @Test func `shows nothing of itself`() {
        var dumped = ""
        dump(mask, to: &dumped)
        #expect(dumped.split(separator: "\n").count == 1)
    }

    @Test func `leaves all as it is without a secret`() {
        #expect(SecretMask.none.isEmpty && SecretMask(["abc"]).isEmpty)
        #expect(SecretMask.none("anything") == "anything")
    }
}
