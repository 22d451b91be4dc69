internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON

/// Which part of a long list is shown.
struct PageOptions: ParsableArguments {
    @Option(help: "How many to show, at most 500.")
    var limit = 50

    @Option(help: "Go on behind the page that ended with this `next`.")
    var cursor: String?

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 500") }
    }

    var query: [(name: String, value: String?)] { [("limit", String(limit)), ("cursor", cursor)] }
}

extension Table {
    /// Writes a page of a list for people, and how to see the next.
    func write(_ answer: JSONValue, none: String) {
        let terminal = Terminal.output
        let next = answer["next"]?.stringValue
        let isEmpty = answer.elements("items").isEmpty
        terminal.write(isEmpty && next == nil ? none + "\n" : rendered(for: terminal))
        if let next { terminal.write(terminal.styled("more: --cursor \(next)", .dim) + "\n") }
    }
}

extension String {
    /// A time of RFC 3339 as a table has room for it, in UTC: to the second today, to the minute before.
    var shortTime: String {
        guard let time = Timestamp(self) else { return self }
        let text = Timestamp(microseconds: time.microseconds / 1_000_000 * 1_000_000).description
        guard text.prefix(10) != Timestamp.now.description.prefix(10) else { return String(text.dropFirst(11)) }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))Z"
    }

    /// A name of JSON as people read it.
    var spaced: String { String(map { $0 == "_" ? " " : $0 }) }
}
