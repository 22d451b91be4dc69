internal import PenstockCore
internal import PenstockJSON

/// What ``JSONWriter/problem(_:)`` writes.
extension Shape {
    static let problem = named(
        "Problem",
        answer([
            .always(
                "type",
                word(of: ProblemKind.self, prefix: "/problems/"),
                "What it is; `GET` explains it."
            ),
            .always("title", text, "The same for every problem of the type."),
            .always("status", integer(400...599), "The status of the answer, or of the item in a batch."),
            .always("detail", text, "What is wrong with this very request."),
            .maybe("offset", count, "Where JSON is wrong, in bytes."),
            .maybe("retry_after", count, "Seconds after which the request may be sent again."),
            .maybe(
                "items",
                list(
                    of: answer([
                        .always("index", count, "Which record of the request, from 0."),
                        .always("detail", text, "What is wrong with it."),
                    ])
                ),
                "What is wrong with which record, where a source takes several at once."
            ),
            .maybe("diagnostics", list(of: diagnostic), "What is wrong with a directory, and where."),
        ])
    )

    /// A problem that is one of a few.
    static func problem(of kinds: [ProblemKind]) -> Shape {
        let types = kinds.map { JSONValue.string($0.uri) }
        return .refined(problem, ["properties": ["type": ["enum": .array(types)]]])
    }

    static let problemKind = named(
        "ProblemKind",
        answer([
            .always("type", text, "The `type` of problem documents."),
            .always("title", text, "What it is."),
            .always("status", integer(400...599), "The status of answers with it."),
            .always("explanation", text, "What it means."),
            .always("remedy", text, "What to do."),
        ])
    )

    /// A complaint about what a person wrote.
    static let diagnostic = named(
        "Diagnostic",
        answer([
            .always("severity", word(of: Diagnostic.Severity.self), "How bad it is."),
            .always("file", text, "The file."),
            .maybe("line", integer(1...Int.max), "The line, from 1."),
            .maybe("column", count, "The column, from 1."),
            .always("message", text, "What is wrong."),
            .maybe("expected", text, "What would be right."),
            .maybe("suggestion", text, "The nearest name that is known."),
            .maybe("source_line", text, "The line as it was written."),
        ])
    )

    private static func word(of _: ProblemKind.Type, prefix: String) -> Shape {
        word(ProblemKind.allCases.map { prefix + $0.rawValue })
    }
}
