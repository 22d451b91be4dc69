internal import Foundation
internal import Synchronization

/// One line on a terminal that says what is going on, written over and over; nothing where there is no terminal.
final class ProgressLine: Sendable {
    private let terminal: Terminal
    private let shown = Mutex<(text: String, at: Date)>(("", .distantPast))
    /// Seconds between two writings: more often would be work for the machine and nothing for the eye.
    private static let interval = 0.1

    init(_ terminal: Terminal) { self.terminal = terminal }

    /// Shows a text, if the last one has been there for a moment.
    func show(_ text: String) {
        guard terminal.columns != nil else { return }
        let isDue = shown.withLock { shown in
            guard shown.text != text, Date().timeIntervalSince(shown.at) >= Self.interval else { return false }
            shown = (text, Date())
            return true
        }
        if isDue { terminal.writeOver { terminal.styled(text.printable.cut(to: $0), .dim) } }
    }

    /// Takes the line away.
    func clear() { terminal.clearLine() }
}
