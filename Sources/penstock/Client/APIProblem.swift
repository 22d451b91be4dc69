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
    var description: String { Self.sentence(of: answer) ?? "the server answers \(status)" }

    /// The sentence of a problem document; nil for what is none.
    static func sentence(of document: JSONValue) -> String? {
        let detail = document["detail"]?.stringValue ?? document["title"]?.stringValue
        return detail.map { $0.printable }
    }
}
