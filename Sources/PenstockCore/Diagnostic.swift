/// A place in a file that a person wrote.
package struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    /// The file as the person named it, or as it is found from the pipelines directory.
    package var file: String
    /// The line, from 1; 0 stands for the file as a whole.
    package var line: Int
    /// The column, from 1, in characters (Unicode scalars) and not in bytes.
    package var column: Int

    /// Makes a place; without a line, the file as a whole.
    package init(file: String, line: Int = 0, column: Int = 0) {
        (self.file, self.line, self.column) = (file, line, column)
    }

    /// The place as compilers and editors write it: `file:line:column`.
    package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

/// A complaint about something a person wrote, with all that helps to mend it.
package struct Diagnostic: Error, Sendable, Hashable {
    /// How grave a complaint is.
    package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
        /// It cannot run like this.
        case error
        /// It runs, but hardly as it was meant.
        case warning
        /// It runs; there is something to know.
        case hint

        /// Whether one is graver than another: an error before a warning, that before a hint.
        package static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .hint: 2
            }
        }
    }

    /// How grave it is.
    package var severity: Severity
    /// Where it is.
    package var position: SourcePosition
    /// What is wrong, in words that begin with a small letter and end without a full stop.
    package var message: String
    /// What would have been right, such as "a duration, as in 30s".
    package var expected: String?
    /// The name that was probably meant, without quotes.
    package var suggestion: String?
    /// The line it is in, without its line break.
    package var sourceLine: String?

    /// Makes a complaint.
    package init(
        _ severity: Severity = .error,
        at position: SourcePosition,
        _ message: String,
        expected: String? = nil,
        suggestion: String? = nil,
        sourceLine: String? = nil
    ) {
        self.severity = severity
        self.position = position
        self.message = message
        self.expected = expected
        self.suggestion = suggestion
        self.sourceLine = sourceLine
    }

    /// The most complaints that are made about one file. Whoever has so many mends some and looks again.
    package static let mostPerFile = 1_000

    /// The complaint that ends the list of a file that has more: an error, since what is not told may be one.
    package static func tooMany(in file: String) -> Diagnostic {
        Diagnostic(
            at: SourcePosition(file: file),
            "more than \(mostPerFile) problems are in this file, and the others are not told",
            expected: "another look when these are mended"
        )
    }

    /// The complaint for people: its place and message, then the line with a caret below, then what to do, each on a
    /// line of its own, without a line break at the end.
    package func rendered() -> String {
        var lines = ["\(position): \(severity.rawValue): \(Diagnostic.shortened(message))"]
        if let sourceLine, position.line > 0 { lines += excerpt(of: sourceLine) }
        if let expected { lines.append("  expected: \(expected)") }
        if let suggestion { lines.append("  did you mean '\(suggestion)'?") }
        return lines.joined(separator: "\n")
    }

    /// The line, or what fits of it, and the caret under the column.
    private func excerpt(of sourceLine: String) -> [String] {
        let width = 100
        let scalars = Array(sourceLine.unicodeScalars)
        let column = min(max(position.column - 1, 0), scalars.count)
        let start = scalars.count > width && column > width / 2 ? column - width / 2 : 0
        let end = min(start + width, scalars.count)
        let (before, after) = (start > 0 ? "…" : "", end < scalars.count ? "…" : "")
        var shown = String.UnicodeScalarView()
        // Control characters in a file must not reach the terminal.
        shown.append(contentsOf: scalars[start..<end].map { Diagnostic.isControl($0) ? "\u{FFFD}" : $0 })
        // A tab stays a tab, so that the caret stands where the terminal puts the column.
        let padding = scalars[start..<column].map { $0 == "\t" ? "\t" : " " }.joined()
        let indentation = String(repeating: " ", count: before.count)
        return ["  \(before)\(String(shown))\(after)", "  \(indentation)\(padding)^"]
    }

    /// A message may quote a name, and nothing keeps a name from being very long.
    private static func shortened(_ message: String) -> String {
        message.utf8.count > 2_000 ? message.prefix(1_000) + " … " + message.suffix(200) : message
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\t" && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value))
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The complaint as ``rendered()`` has it.
    package var description: String { rendered() }
}

extension SourcePosition: Comparable {
    /// Whether the one stands before the other: by file, then by line, then by column.
    package static func < (one: SourcePosition, other: SourcePosition) -> Bool {
        (one.file, one.line, one.column) < (other.file, other.line, other.column)
    }
}

extension Sequence<Diagnostic> {
    /// The complaints by file, line and column; those about one place in the order in which they were made.
    package func inOrder() -> [Diagnostic] {
        enumerated().sorted { one, other in
            one.element.position == other.element.position
                ? one.offset < other.offset : one.element.position < other.element.position
        }.map(\.element)
    }
}
