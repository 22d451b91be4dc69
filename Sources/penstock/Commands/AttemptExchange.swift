internal import PenstockJSON

/// What one try sent and what came back, for people; nothing where nothing of it is kept.
struct AttemptExchange {
    private let attempt: JSONValue

    init(_ attempt: JSONValue) { self.attempt = attempt }

    var rendered: String {
        let number = attempt.shown("number") ?? "?"
        return section("try \(number) sent", request) + section("and was answered", answer)
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty ? "" : "\n\(title)\n" + lines.map { "  \($0.printable)\n" }.joined()
    }

    private var request: [String] {
        guard let request = attempt["request"] else { return [] }
        let line = ["method", "target"].compactMap { request.shown($0) }.joined(separator: " ")
        let headers = (request["headers"]?.objectValue ?? [:]).map { name, value in
            "\(name): \(value.stringValue ?? "")"
        }
        return [line].filter { !$0.isEmpty } + headers + cut(request)
    }

    private var answer: [String] {
        guard let answer = attempt["response"] else { return [] }
        let head = lines(answer["head"])
        let body = lines(answer["body"])
        return head + (head.isEmpty || body.isEmpty ? [] : [""]) + body + cut(answer)
    }

    private func lines(_ text: JSONValue?) -> [String] {
        var lines = (text?.stringValue ?? "").split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        // A head ends with an empty line.
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private func cut(_ part: JSONValue) -> [String] {
        part["truncated"]?.boolValue == true ? ["… the rest is not kept"] : []
    }
}
