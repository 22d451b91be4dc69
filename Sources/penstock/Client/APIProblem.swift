internal import PenstockJSON

/// A problem document (RFC 9457) that the server answered with.
struct APIProblem: Error, CustomStringConvertible {
    var status: Int
    /// The whole answer.
    var answer: JSONValue
    /// Whether the answer has one part for each event of a batch.
    var isBatch: Bool

    init(status: Int, _ answer: JSONValue, isBatch: Bool) {
        (self.status, self.answer, self.isBatch) = (status, answer, isBatch)
    }

    /// What was wrong, in words.
    var description: String {
        let sentence = Self.sentence(of: answer) ?? "the server answers \(status)"
        return Self.advice(status, answer["type"]?.stringValue).map { "\(sentence); \($0)" } ?? sentence
    }

    /// What to do where the server does not let the command in.
    private static func advice(_ status: Int, _ type: String?) -> String? {
        switch (status, type) {
        case (401, _): "set PENSTOCK_TOKEN (or --token) to one that `penstock token new` has made"
        case (403, "/problems/missing-scope"): "use another token, or have one made: `penstock token new --scope …`"
        default: nil
        }
    }

    /// The sentence of a problem document; nil for what is none.
    static func sentence(of document: JSONValue) -> String? {
        let detail = document["detail"]?.stringValue ?? document["title"]?.stringValue
        return detail.map { $0.printable }
    }
}
