/// The cells of one record, where they stand in a window. Pure.
///
/// As RFC 4180 has them; a line may end in LF alone, as files of Unix do.
struct CSVRecord {
    struct Cell {
        /// Without the quotes around it.
        var range: Range<Int>
        /// Whether it holds quotes that are doubled.
        var hasDoubledQuotes = false
    }

    enum Scan {
        /// A record that ends before a place.
        case whole(CSVRecord, end: Int)
        /// What is no record up to the line end before a place.
        case broken(String, end: Int)
        /// Its end has not come.
        case cut
        /// A quote is open at the end of the file.
        case open
    }

    var cells: [Cell] = []

    private static let quote = UInt8(ascii: "\"")

    /// Looks for the record that the window begins with.
    static func scan(_ window: borrowing ByteWindow, delimiter: UInt8) -> Scan {
        var record = CSVRecord()
        var place = 0
        while true {
            var cell = Cell(range: place..<place)
            if place < window.count, window[place] == quote {
                guard let end = quoted(window, from: place + 1, &cell) else { return window.isFinished ? .open : .cut }
                place = end
            } else {
                while place < window.count, window[place] != delimiter, window[place] != 0x0A {
                    if window[place] == quote {
                        return broken("a quote stands inside a cell that does not begin with one", window, place)
                    }
                    place += 1
                }
                cell.range = cell.range.lowerBound..<place
            }
            guard place < window.count else { return ended(record, cell, window) }
            if window[place] == 0x0A { return .whole(record.adding(cell, lineEndIn: window), end: place + 1) }
            if window[place] == delimiter {
                record.cells.append(cell)
                place += 1
                continue
            }
            // Behind a closing quote only the end of the line may come.
            guard place + 1 < window.count || window.isFinished else { return .cut }
            if window[place] == 0x0D, place + 1 == window.count || window[place + 1] == 0x0A {
                record.cells.append(cell)
                return .whole(record, end: min(place + 2, window.count))
            }
            return broken("a closing quote is followed by more text", window, place)
        }
    }

    /// The place behind the closing quote; nil where none came.
    private static func quoted(_ window: borrowing ByteWindow, from start: Int, _ cell: inout Cell) -> Int? {
        var place = start
        while place < window.count {
            guard window[place] == quote else {
                place += 1
                continue
            }
            // Whether it is doubled is known when the next byte is.
            guard place + 1 < window.count || window.isFinished else { return nil }
            guard place + 1 < window.count, window[place + 1] == quote else {
                cell.range = start..<place
                return place + 1
            }
            cell.hasDoubledQuotes = true
            place += 2
        }
        return nil
    }

    private static func ended(_ record: CSVRecord, _ cell: Cell, _ window: borrowing ByteWindow) -> Scan {
        guard window.isFinished else { return .cut }
        return .whole(record.adding(cell, lineEndIn: window), end: window.count)
    }

    private static func broken(_ text: String, _ window: borrowing ByteWindow, _ place: Int) -> Scan {
        var end = place
        while end < window.count, window[end] != 0x0A { end += 1 }
        guard end < window.count || window.isFinished else { return .cut }
        return .broken(text, end: min(end + 1, window.count))
    }

    /// The record with its last cell, without the carriage return of the line's end.
    private func adding(_ cell: Cell, lineEndIn window: borrowing ByteWindow) -> CSVRecord {
        var (record, cell) = (self, cell)
        let end = cell.range.upperBound
        let isPlain = end == window.count || window[end] != Self.quote
        if isPlain, !cell.range.isEmpty, window[end - 1] == 0x0D { cell.range = cell.range.lowerBound..<end - 1 }
        record.cells.append(cell)
        return record
    }

    /// The bytes of a cell, its doubled quotes undone.
    static func content(_ cell: Cell, in window: borrowing ByteWindow) -> [UInt8] {
        let raw = window.slice(cell.range)
        guard cell.hasDoubledQuotes else { return Array(raw) }
        var content: [UInt8] = []
        var index = raw.startIndex
        while index < raw.endIndex {
            content.append(raw[index])
            index += raw[index] == quote ? 2 : 1
        }
        return content
    }
}
