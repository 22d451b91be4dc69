internal import PenstockCore
internal import PenstockYAML

extension YAMLNode {
    /// Where a byte of a scalar's text was written; where the scalar begins, if that cannot be told.
    ///
    /// It can be told for scalars on one line, in whatever quotes, and for literal blocks (`|`), which keep their
    /// lines.
    /// - Parameters:
    ///   - offset: Bytes of the text after unescaping.
    ///   - line: The lines of the file, counted from 1.
    func position(ofByte offset: Int, line: (Int) -> String?) -> SourcePosition {
        guard alias == nil, let scalar, offset >= 0, offset <= scalar.text.utf8.count else { return position }
        let before = String(decoding: scalar.text.utf8.prefix(offset), as: UTF8.self)
        switch scalar.style {
        case .literal: return positionInBlock(before, of: scalar.text, line) ?? position
        case .folded: return position
        case .plain, .single, .double:
            guard position.line == end.line, let text = line(position.line) else { return position }
            let written = Array(text.unicodeScalars.dropFirst(position.column - 1))
            let width = Self.width(of: before.unicodeScalars, in: written, scalar.style)
            return SourcePosition(file: position.file, line: position.line, column: position.column + width)
        }
    }

    private func positionInBlock(_ before: String, of text: String, _ line: (Int) -> String?) -> SourcePosition? {
        let above = before.split(separator: "\n", omittingEmptySubsequences: false)
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard above.count <= all.count, let last = above.last else { return nil }
        let number = position.line + above.count
        // What a line has more than the text is its indentation.
        guard let written = line(number)?.unicodeScalars, written.count >= all[above.count - 1].unicodeScalars.count
        else { return nil }
        let indentation = written.count - all[above.count - 1].unicodeScalars.count
        return SourcePosition(file: position.file, line: number, column: indentation + last.unicodeScalars.count + 1)
    }

    /// How many characters the beginning of a text takes as it is written, its opening quote included.
    private static func width(
        of text: String.UnicodeScalarView,
        in written: [Unicode.Scalar],
        _ style: YAMLScalar.Style
    ) -> Int {
        switch style {
        case .single: return 1 + text.count + text.count { $0 == "'" }
        case .double:
            var width = 1
            for _ in 0..<text.count where width < written.count {
                width += written[width] == "\\" && width + 1 < written.count ? escape(written[width + 1]) : 1
            }
            return width
        default: return text.count
        }
    }

    /// How many characters an escape takes (YAML 1.2.2, section 5.7).
    private static func escape(_ letter: Unicode.Scalar) -> Int {
        switch letter {
        case "x": 4
        case "u": 6
        case "U": 10
        default: 2
        }
    }
}
