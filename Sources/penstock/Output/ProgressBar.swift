internal import Foundation

/// How far long work is, in one line of a terminal that is written over; nothing where there is no terminal.
struct ProgressBar {
    private let terminal: Terminal

    init(_ terminal: Terminal) { self.terminal = terminal }

    private static let width = 24

    /// - Parameters:
    ///   - total: Nil where nobody counted.
    ///   - share: How far it is, from 0 to 1, for that case.
    func show(done: Int, of total: Int?, share: Double, perSecond: Double) {
        terminal.writeOver { columns in
            String(Self.line(done: done, of: total, share: share, perSecond: perSecond).prefix(columns))
        }
    }

    /// Leaves the line as it was before.
    func clear() {
        terminal.clearLine()
    }

    /// A bar with its percentage.
    /// - Parameter share: From 0 to 1.
    static func bar(_ share: Double) -> String {
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "[\(bar)] \(Int(share * 100))%"
    }

    private static func line(done: Int, of total: Int?, share: Double, perSecond: Double) -> String {
        let share = min(max(total.map { $0 == 0 ? 1 : Double(done) / Double($0) } ?? share, 0), 1)
        var line = "\(bar(share))  \(done)"
        if let total { line += "/\(total)" }
        guard perSecond > 0 else { return line }
        line += "  \(Int(perSecond.rounded()))/s"
        if let total { line += "  \(time(Double(max(total - done, 0)) / perSecond)) left" }
        return line
    }

    private static func time(_ seconds: Double) -> String {
        let seconds = Int(min(seconds, 1e9).rounded(.up))
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m \(seconds % 60)s" }
        return "\(seconds / 3600)h \(seconds / 60 % 60)m"
    }
}
