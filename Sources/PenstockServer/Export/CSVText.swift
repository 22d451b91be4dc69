/// A table as RFC 4180 has it: lines that end in CR LF, cells in quotes where they must be.
struct CSVText {
    private(set) var bytes: [UInt8] = []

    /// What a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection").
    private static let formulaStarts = Set("=+-@\t\r".utf8)
    private static let quoted = Set("\",\r\n".utf8)

    /// Writes a row; a cell that is absent is empty.
    mutating func row(_ cells: [String?]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(cell ?? "")
        }
        bytes += "\r\n".utf8
    }

    private mutating func write(_ cell: String) {
        // An apostrophe in front makes it text: what others have sent must not be computed on somebody's machine.
        let isFormula = cell.utf8.first.map(Self.formulaStarts.contains) ?? false
        let text = isFormula ? "'" + cell : cell
        guard text.utf8.contains(where: Self.quoted.contains) else {
            bytes += text.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
