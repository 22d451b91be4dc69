package import PenstockPipelines

/// A request to a source as a person makes it with curl to try it, with words in place of everything secret. Pure.
package struct SourceCall: Sendable, Equatable {
    /// An option of curl, with its value as it is.
    struct Option: Sendable, Equatable {
        var name: String
        var value: String
    }

    var options: [Option] = []
    /// Parameters of the query that are secrets, by their names.
    var secretParameters: [String] = []
    /// Fields or members of the body that are secrets.
    var secretFields: [String] = []
    /// Whether it has to be signed, which curl cannot do.
    var isSigned = false
    /// Whether it must come from certain addresses.
    var isBound = false

    private static let secret = "SECRET"

    package init() {}

    /// What a verification asks for; of several ways the first that needs no signature.
    package init(_ verification: SourceVerification) { add(verification) }

    private mutating func add(_ verification: SourceVerification) {
        switch verification {
        case .none: break
        case .any(let rules):
            let calls = rules.map { SourceCall($0) }
            if let call = calls.first(where: { !$0.isSigned }) ?? calls.first { merge(call) }
        case .all(let rules): for rule in rules { add(rule) }
        case .header(let name, _): options.append(Option(name: "-H", value: "\(name): \(Self.secret)"))
        case .query(let name, _): secretParameters.append(name)
        case .field(let path, _): secretFields.append(path.description)
        case .basic: options.append(Option(name: "-u", value: "NAME:\(Self.secret)"))
        case .bearer: options.append(Option(name: "-H", value: "Authorization: Bearer \(Self.secret)"))
        case .standardWebhooks, .hmac: isSigned = true
        case .addresses: isBound = true
        }
    }

    private mutating func merge(_ other: SourceCall) {
        options += other.options
        secretParameters += other.secretParameters
        secretFields += other.secretFields
        isSigned = isSigned || other.isSigned
        isBound = isBound || other.isBound
    }

    // MARK: - As text

    /// The command; nil where a signature is needed.
    /// - Parameters:
    ///   - method: One that the source takes.
    ///   - server: The beginning of the URL, without a path.
    func command(_ method: String, to server: String, _ path: Path) -> String? {
        guard !isSigned else { return nil }
        let target = path.with(secretParameters.map { ($0, Self.secret) }).text
        var lines = ["curl -X \(method) \(Self.quoted(server + target))"]
        lines += options.map { "\($0.name) \(Self.quoted($0.value))" }
        if method != "GET" {
            lines += ["-H 'Content-Type: application/json'", "--data @request.json"]
        }
        return lines.joined(separator: " \\\n    ")
    }

    /// A word as a POSIX shell reads it, whatever is in it.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
