/// The lines of a file, for showing the one that a complaint is about.
package struct SourceLines: Sendable {
    private let bytes: [UInt8]
    private let lines: [Range<Int>]

    /// How many bytes a byte order mark takes at the beginning; it belongs to no line.
    package static func markLength(of bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// Finds the lines: they end as in YAML, at LF, CR LF, CR, NEL, LS or PS.
    package init(_ bytes: [UInt8]) {
        var lines: [Range<Int>] = []
        var start = SourceLines.markLength(of: bytes)
        var index = start
        while index < bytes.count {
            let length = SourceLines.lineBreak(at: index, in: bytes)
            if length > 0 {
                lines.append(start..<index)
                start = index + length
            }
            index += max(length, 1)
        }
        lines.append(start..<bytes.count)
        self.bytes = bytes
        self.lines = lines
    }

    /// How many lines there are, at least one; a line break at the end begins one more.
    package var count: Int { lines.count }

    /// The most bytes of a line that is shown. Each complaint keeps its line, and a file may be one line.
    package static let longest = 16_384

    /// A line, counted from 1, without its line break; nil when there is no such line, or when it is too long to be
    /// shown.
    package subscript(line: Int) -> String? {
        guard lines.indices.contains(line - 1), lines[line - 1].count <= Self.longest else { return nil }
        return String(decoding: bytes[lines[line - 1]], as: UTF8.self)
    }

    /// The number of the line that is the `count`th to begin with a byte; nil where there are fewer.
    package func line(_ count: Int, beginningWith byte: UInt8) -> Int? {
        var left = count
        return lines.firstIndex { line in
            if !line.isEmpty, bytes[line.lowerBound] == byte { left -= 1 }
            return left == 0
        }.map { $0 + 1 }
    }

    /// A place as a parser tells it; the end of the text for a place beyond it, where libyaml puts the end of what lacks
    /// a last line break.
    package func position(line: Int, column: Int, file: String) -> SourcePosition {
        line <= count
            ? SourcePosition(file: file, line: line, column: column) : position(ofByte: bytes.count, file: file)
    }

    /// The line and column, from 1, of a byte; those of the end for a byte beyond it.
    package func position(ofByte offset: Int, file: String) -> SourcePosition {
        let offset = min(max(offset, SourceLines.markLength(of: bytes)), bytes.count)
        let index = max((lines.firstIndex { $0.lowerBound > offset } ?? lines.count) - 1, 0)
        let before = String(decoding: bytes[lines[index].lowerBound..<offset], as: UTF8.self)
        return SourcePosition(file: file, line: index + 1, column: before.unicodeScalars.count + 1)
    }

    /// How many bytes the line break at an index has; 0 when there is none.
    private static func lineBreak(at index: Int, in bytes: [UInt8]) -> Int {
        func next(_ distance: Int) -> UInt8 { index + distance < bytes.count ? bytes[index + distance] : 0 }
        switch bytes[index] {
        case 0x0A: return 1
        case 0x0D: return next(1) == 0x0A ? 2 : 1
        case 0xC2: return next(1) == 0x85 ? 2 : 0
        case 0xE2: return next(1) == 0x80 && (next(2) == 0xA8 || next(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }
}
