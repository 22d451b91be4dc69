internal import PenstockCatch
internal import PenstockCore
internal import PenstockJSON
internal import PenstockSignatures

/// A request that arrived, for people: what it asks for, its headers, its body, whether it is signed, and what it was
/// answered.
struct CaughtText {
    private let request: CaughtRequest
    private let answer: CatchAnswer
    private let diagnosis: SignatureDiagnosis?

    /// More of a body is not printed.
    private static let longest = 64 * 1024

    init(_ request: CaughtRequest, _ answer: CatchAnswer, _ diagnosis: SignatureDiagnosis?) {
        (self.request, self.answer, self.diagnosis) = (request, answer, diagnosis)
    }

    func rendered(for terminal: Terminal) -> String {
        let time = request.at.description.shortTime
        let first = "#\(request.number) \(request.method) \(request.target)".printable
        var lines = [terminal.styled(first, .bold) + "  " + terminal.styled(time, .dim)]
        lines += request.content.headers.map { header in
            terminal.styled("\(header.name.printable): ", .dim) + header.value.printable
        }
        if !body.isEmpty { lines += [""] + body }
        lines.append("")
        if let diagnosis {
            lines.append(
                "signature: " + terminal.styled(diagnosis.summary.printable, diagnosis.isValid ? .green : .red)
            )
            lines += diagnosis.findings.compactMap(\.advice).map { "  \($0.printable)" }
        }
        lines.append("answered: " + terminal.styled(answered, answer.isGood ? .green : .yellow))
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// JSON on lines of its own, any other text as it is, and of bytes only their number.
    private var body: [String] {
        let bytes = request.content.body
        guard !bytes.isEmpty else { return [] }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return ["(\(request.bodyLength) bytes that are no text)"]
        }
        let pretty = (try? JSONValue.parse(bytes))?.prettyText
        let shown = pretty ?? text
        let lines = shown.prefix(Self.longest).split(separator: "\n", omittingEmptySubsequences: false)
        let isWhole = !request.isCut && shown.utf8.count <= Self.longest
        return lines.map { String($0).printable } + (isWhole ? [] : ["… \(request.bodyLength) bytes in all"])
    }

    private var answered: String {
        switch answer.kind {
        case .status(let status): "\(status)"
        case .reset: "connection reset"
        }
    }
}
