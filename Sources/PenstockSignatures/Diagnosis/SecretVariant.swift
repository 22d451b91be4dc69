/// A key as the same text may have been understood at the other end.
struct SecretVariant {
    /// What was done with the text there, as the end of "the signature matches when …".
    var words: String
    var key: [UInt8]

    /// The keys that a text may have been taken for, the right one among them.
    static func all(of text: String) -> [SecretVariant] {
        let trimmed = text.trimmed()
        let bare = trimmed.hasPrefix("whsec_") ? String(trimmed.dropFirst(6)) : trimmed
        var variants = [
            SecretVariant(words: "the text of the secret is the key, as it is", key: Array(text.utf8)),
            SecretVariant(words: "the white space around the secret is taken off", key: Array(trimmed.utf8)),
            SecretVariant(words: "the secret is the key without its beginning whsec_", key: Array(bare.utf8)),
        ]
        if let key = ByteText.base64.decode(bare) {
            variants.append(SecretVariant(words: "the secret is read as base64", key: key))
        } else if let key = ByteText.decodeAnyBase64(bare) {
            variants.append(SecretVariant(words: "the secret is read as base64 without padding or for URLs", key: key))
        }
        if let key = ByteText.hex.decode(bare) {
            variants.append(SecretVariant(words: "the secret is read as hexadecimal digits", key: key))
        }
        // An empty key is that of nobody.
        return variants.filter { !$0.key.isEmpty }
    }
}

extension String {
    /// The text without white space at both ends.
    fileprivate func trimmed() -> String {
        let end = self.lastIndex { !$0.isWhitespace }
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end else { return "" }
        return String(self[start...end])
    }
}
