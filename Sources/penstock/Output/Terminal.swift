internal import CProcess
internal import Foundation
internal import PenstockCore

/// Standard output or standard error, and what it can show.
struct Terminal: Sendable {
    private let descriptor: Int32
    /// How many columns there are; nil when a program or a file is at the other end.
    let columns: Int?
    /// Whether to write in colour: only on a terminal, and not where NO_COLOR is set (https://no-color.org).
    let hasColour: Bool

    static let output = Terminal(1, environment: ProcessInfo.processInfo.environment)
    static let error = Terminal(2, environment: ProcessInfo.processInfo.environment)

    private init(_ descriptor: Int32, environment: [String: String]) {
        self.descriptor = descriptor
        let columns = Int(cprocess_columns(descriptor))
        self.columns = columns > 0 ? columns : nil
        hasColour = columns > 0 && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// Whether a person can be asked: a terminal is at both ends.
    static var isInteractive: Bool { cprocess_columns(0) > 0 && error.columns != nil }

    /// Writes at once. What cannot be written, because nobody reads any more, is lost.
    func write(_ text: String) {
        try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
    }

    /// Writes at once.
    /// - Returns: Whether somebody still reads.
    func write(bytes: some Collection<UInt8>) -> Bool {
        do {
            try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(bytes))
            return true
        } catch {
            return false
        }
    }

    /// A text in a colour, where there are colours.
    func styled(_ text: String, _ style: Style?) -> String {
        guard hasColour, let style else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}

// MARK: - A line that is written over

extension Terminal {
    private static let clearing = "\r\u{1B}[K"

    /// Writes over the line; nothing where there is no terminal.
    /// - Parameter line: What fits in so many columns.
    func writeOver(_ line: (_ columns: Int) -> String) {
        guard let columns else { return }
        write(Self.clearing + line(max(columns - 1, 0)))
    }

    /// Leaves the line as it was before.
    func clearLine() { writeOver { _ in "" } }
}

/// How a text stands out, as ECMA-48's SGR parameter.
enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
}

extension String {
    /// The text without characters that could steer a terminal: events come from strangers.
    var printable: String {
        guard unicodeScalars.contains(where: \.steersText) else { return self }
        var safe = String.UnicodeScalarView()
        safe.append(contentsOf: unicodeScalars.map { $0.steersText ? "\u{FFFD}" : $0 })
        return String(safe)
    }
}
