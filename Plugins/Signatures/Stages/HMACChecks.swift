internal import PenstockPluginKit

/// Checks the parts of a configuration and reports every problem.
struct HMACChecks {
    let setup: Setup
    var hasProblems = false

    mutating func problem(_ pointer: String, offset: Int? = nil, _ text: String) {
        hasProblems = true
        setup.problem(ConfigurationProblem(at: pointer, offset: offset, text))
    }

    /// The keys of `secret` or `secrets`; nil when one of them is wrong, which is reported.
    /// - Parameter hasRoom: whether a header has room for several signatures.
    mutating func keys(_ configuration: HMACSigner.Configuration, hasRoom: Bool) -> TimedKeys<KeyedHash>? {
        guard let secrets = configuration.secrets ?? configuration.secret.map({ [TimedSecret($0)] }) else {
            problem("", "expected 'secret', the key that the receiver has too, or 'secrets'")
            return nil
        }
        if configuration.secret != nil && configuration.secrets != nil {
            problem("/secret", "write 'secret' or 'secrets', not both")
        }
        let algorithm = configuration.algorithm ?? .sha256
        let entries = secrets.enumerated().compactMap { index, entry -> TimedKeys<KeyedHash>.Entry? in
            let place = configuration.secrets == nil ? "/secret" : "/secrets/\(index)"
            let encoding = configuration.secret_encoding ?? .text
            guard let key = encoding.decode(entry.secret) else {
                problem(place + entry.pointer, "not valid \(encoding.rawValue)")
                return nil
            }
            if key.isEmpty { problem(place + entry.pointer, "the secret is empty") }
            guard let end = setup.end(of: entry, at: place) else {
                hasProblems = true
                return nil
            }
            return .init(key: KeyedHash(algorithm, key: key), end: end)
        }
        if entries.isEmpty && !hasProblems { problem("/secrets", "expected at least one secret") }
        if !hasRoom && entries.count(where: { $0.end == .max }) > 1 {
            problem(
                "/secrets",
                "the header has room for one signature: say `until` of all secrets but one, and each signs until then; or"
                    + " give the form of more signatures in `further`"
            )
        }
        return hasProblems ? nil : TimedKeys(entries)
    }

    mutating func recipe(
        _ pointer: String,
        _ text: String,
        _ allowed: [Recipe.Place],
        needs: Recipe.Place
    ) -> Recipe? {
        do {
            let recipe = try Recipe(text, allowed: allowed)
            if !recipe.contains(needs) { problem(pointer, "expected {\(needs.rawValue)} in it") }
            return recipe
        } catch {
            problem(pointer, offset: error.offset, error.text)
            return nil
        }
    }

    mutating func headerName(_ pointer: String, _ name: String?) -> String? {
        guard let name, !isToken(name) else { return name }
        problem(pointer, "'\(name)' cannot be the name of a header: letters, digits and '-' make one")
        return nil
    }

    /// A token of RFC 9110, section 5.6.2.
    private func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
