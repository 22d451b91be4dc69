internal import PenstockCore

extension MarkedLine {
    /// Red and green for what differs.
    /// - Parameter same: For what both have.
    func style(same: Style?) -> Style? { mark == "-" ? .red : mark == "+" ? .green : same }

    /// Writes the line for people.
    func write(to terminal: Terminal, indentation: String, same: Style? = nil) {
        let line = "\(mark) \(String(text).printable)"
        terminal.write("\(indentation)\(terminal.styled(line, style(same: same)))\n")
    }
}
