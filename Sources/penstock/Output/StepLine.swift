/// What is being done, in one line of a terminal that is written over; nothing where there is no terminal.
struct StepLine {
    private let terminal: Terminal

    init(_ terminal: Terminal) { self.terminal = terminal }

    func show(_ text: String) {
        terminal.writeOver { String(text.printable.prefix($0)) }
    }

    /// A bar for a share that is known.
    func show(_ text: String, done: Int, of total: Int) {
        let share = total == 0 ? 0 : min(1, Double(done) / Double(total))
        show("\(ProgressBar.bar(share))  \(text)")
    }

    /// Leaves the line as it was before.
    func clear() {
        terminal.clearLine()
    }
}
