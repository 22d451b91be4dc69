internal import PenstockCore
internal import PenstockJSON

/// A secret that stands in a configuration in the open though no schema says that it is one: known by the name of its
/// header, or by its looks.
struct OpenSecret: Equatable {
    var pointer: JSONPointer
    /// What it is, for a sentence: `a secret stands here …`.
    var what: String

    /// The secrets in a configuration as it is written, its references not resolved.
    static func all(in configuration: JSONValue) -> [OpenSecret] {
        var found: [OpenSecret] = []
        collect(configuration, at: .root, &found)
        return found
    }

    private static func collect(_ value: JSONValue, at pointer: JSONPointer, _ found: inout [OpenSecret]) {
        switch value {
        case .string(let text):
            if let what = kind(of: text, at: pointer) { found.append(OpenSecret(pointer: pointer, what: what)) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { collect(element, at: pointer.appending(index), &found) }
        case .object(let members):
            for (name, member) in members { collect(member, at: pointer.appending(name), &found) }
        default: break
        }
    }

    private static func kind(of text: String, at pointer: JSONPointer) -> String? {
        if looksSecret(text) { return "what looks like a secret" }
        if hasPassword(text) { return "a URL with a password" }
        let path = pointer.tokens
        guard path.count >= 2, path[path.count - 2] == "headers", let header = path.last,
            SecretName.names(header: header),
            // What comes by reference, or from the event, is not in the file.
            !text.isEmpty, !text.contains("${"), !text.contains("{{")
        else { return nil }
        return "the value of the header \(header)"
    }

    // MARK: Looks

    /// Whether a text has something in it that looks like the keys of well-known services.
    private static func looksSecret(_ text: String) -> Bool {
        if text.utf8.drop(while: { $0 <= 0x20 }).starts(with: "-----BEGIN ".utf8), text.contains("PRIVATE KEY-----") {
            return true
        }
        var rest = text.utf8[...]
        var isWithinWord = false
        // By bytes: this looks at every text of every configuration.
        while let byte = rest.first {
            if !isWithinWord, marks.contains(where: { begins(rest, $0.start, atLeast: $0.least) }) { return true }
            isWithinWord = isWord(byte)
            rest = rest.dropFirst()
        }
        return false
    }

    private static func begins(_ text: Substring.UTF8View, _ start: [UInt8], atLeast least: Int) -> Bool {
        guard text.first == start.first, text.starts(with: start) else { return false }
        let tail = text.dropFirst(start.count).prefix { isWord($0) || "+/=-".utf8.contains($0) }
        return tail.count >= least
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// How keys begin, and how many characters follow at least.
    private static let marks: [(start: [UInt8], least: Int)] = [
        ("whsec_", 24), ("whsk_", 24), ("xoxb-", 10), ("xoxp-", 10), ("ghp_", 20), ("github_pat_", 20), ("glpat-", 16),
        ("AKIA", 16), ("sk_live_", 10), ("rk_live_", 10),
    ].map { (Array($0.0.utf8), $0.1) }

    /// Whether a URL has a password in it (RFC 3986, section 3.2.1) that does not come by reference.
    private static func hasPassword(_ text: String) -> Bool {
        guard let colon = text.firstRange(of: "://"),
            text[..<colon.lowerBound].allSatisfy({ $0.isLetter || $0.isNumber || "+.-".contains($0) })
        else { return false }
        let authority = text[colon.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return false }
        let user = authority[..<at]
        guard let divider = user.firstIndex(of: ":") else { return false }
        let password = user[user.index(after: divider)...]
        return !password.isEmpty && !password.hasPrefix("${") && !password.hasPrefix("{{")
    }
}
