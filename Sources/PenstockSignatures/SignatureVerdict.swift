internal import PenstockCore

/// Whether a request is signed by one of the keys.
package enum SignatureVerdict: Sendable, Equatable {
    /// It is, by the key of this place in the list; with the age of its timestamp where the form has one.
    case valid(key: Int, age: Duration?)
    /// It is not, and why.
    case invalid(SignatureFault)

    package var isValid: Bool { if case .valid = self { true } else { false } }

    package var fault: SignatureFault? { if case .invalid(let fault) = self { fault } else { nil } }
}

/// Why a signature does not hold. The first that applies: what a sender is told is never more than one of these, and
/// mostly nothing.
package enum SignatureFault: Error, Sendable, Equatable {
    /// A header that the form needs is not there.
    case missingHeader(String)
    /// A header stands there more than once.
    case repeatedHeader(String, count: Int)
    /// A header is there and does not hold what the form says; `expected` is a phrase.
    case malformedHeader(String, expected: String)
    /// The signature's letters are of another encoding than the form's.
    case wrongEncoding(String, found: String, expected: String)
    /// There are signatures, and none of a version that the keys are for.
    case otherVersion(found: [String], expected: String)
    /// No key makes one of the signatures of these bytes: it is another key, or the bytes changed on the way.
    case mismatch
    /// A key made the signature, longer ago than is tolerated.
    case tooOld(age: Duration, tolerance: Duration)
    /// A key made the signature, at a time that is still to come by more than is tolerated.
    case tooNew(ahead: Duration, tolerance: Duration)

    /// Its name, the same for ever.
    package var code: String {
        switch self {
        case .missingHeader: "missing-header"
        case .repeatedHeader: "repeated-header"
        case .malformedHeader: "malformed-header"
        case .wrongEncoding: "wrong-encoding"
        case .otherVersion: "other-version"
        case .mismatch: "mismatch"
        case .tooOld: "timestamp-too-old"
        case .tooNew: "timestamp-too-new"
        }
    }

    /// The sentence for people, without a capital and a full stop. Nothing of the request stands in it but names.
    package var text: String {
        switch self {
        case .missingHeader(let name): "the header \(name) is missing"
        case .repeatedHeader(let name, let count): "the header \(name) is there \(count) times, and once is right"
        case .malformedHeader(let name, let expected): "the header \(name) does not hold \(expected)"
        case .wrongEncoding(let name, let found, let expected):
            "the signature in \(name) is written in \(found), and \(expected) is expected"
        case .otherVersion(let found, let expected):
            "there is no \(expected) signature, but \(found.isEmpty ? "none" : found.joined(separator: ", "))"
        case .mismatch:
            "the signature does not match: it was made with another key, or the body or a signed header changed"
        case .tooOld(let age, let tolerance):
            "the signature matches, but it was made \(Self.words(age)) ago, and \(Self.words(tolerance)) are tolerated"
        case .tooNew(let ahead, let tolerance):
            "the signature matches, but its time is \(Self.words(ahead)) ahead, and \(Self.words(tolerance)) are"
                + " tolerated: one of the two clocks is wrong"
        }
    }

    /// A length of time in the two largest units that say something: `2 h 5 min`.
    static func words(_ duration: Duration) -> String {
        let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
        var rest = duration.microseconds / 1_000_000
        var words: [String] = []
        for unit in units where rest >= unit.seconds && words.count < 2 {
            words.append("\(rest / unit.seconds) \(unit.name)")
            rest %= unit.seconds
        }
        return words.isEmpty ? "0 s" : words.joined(separator: " ")
    }
}
