/// What is being done, in one line of a terminal that is written over; nothing where there is no terminal.
struct StepLine {
    private let terminal: Terminal

    init(_ terminal: Terminal) { self.terminal = terminal }

    private static let clearing = "\r\u{1B}[K"
    private static let width = 24

    func show(_ text: String) {
        guard let columns = terminal.columns else { return }
        terminal.write(Self.clearing + text.printable.prefix(max(columns - 1, 0)))
    }

    /// A bar for a share that is known.
    func show(_ text: String, done: Int, of total: Int) {
        let share = total == 0 ? 0 : min(1, Double(done) / Double(total))
        let filled = Int(share * Double(Self.width))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.width - filled)
        show("[\(bar)] \(Int(share * 100))%  \(text)")
    }

    /// Leaves the line as it was before.
    func clear() {
        if terminal.columns != nil { terminal.write(Self.clearing) }
    }
}
