internal import ArgumentParser
internal import Foundation
internal import PenstockImport

/// How a file of history is written.
enum HistoryFormat: String, CaseIterable, ExpressibleByArgument {
    case csv, ndjson
}

/// A file of history, or standard input, which is read piece by piece.
final class HistoryFile {
    /// As it was named.
    let path: String
    let format: HistoryFormat
    /// In bytes; nil where nobody knows.
    let size: Int?
    private let handle: FileHandle
    /// What was read to see what it is.
    private var first: [UInt8]?

    private static let piece = 256 << 10

    /// - Parameters:
    ///   - path: A path, or `-` for standard input.
    ///   - format: Nil where the name or the beginning says it.
    init(_ path: String, format: HistoryFormat?) throws {
        self.path = path
        do {
            handle =
                path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            first = [UInt8](try handle.read(upToCount: Self.piece) ?? Data())
        } catch {
            throw CommandFailure("\(path.printable) cannot be read: \(error.localizedDescription)")
        }
        let attributes = path == "-" ? nil : try? FileManager.default.attributesOfItem(atPath: path)
        size = attributes?[.type] as? FileAttributeType == .typeRegular ? attributes?[.size] as? Int : nil
        self.format = try format ?? Self.format(path, first ?? [])
    }

    /// The name without folders; `stdin` for standard input.
    var name: String { path == "-" ? "stdin" : URL(fileURLWithPath: path).lastPathComponent }

    /// The next bytes; empty at the end.
    func read() throws -> [UInt8] {
        if let first {
            self.first = nil
            return first
        }
        do {
            return [UInt8](try handle.read(upToCount: Self.piece) ?? Data())
        } catch {
            throw CommandFailure("\(path.printable) cannot be read any further: \(error.localizedDescription)")
        }
    }

    /// - Parameter delimiter: Nil where the name or the first line says it.
    func reader(delimiter: Delimiter?) -> any RowReader {
        guard format == .csv else { return LineReader() }
        return CSVReader(delimiter: delimiter ?? (path.lowercased().hasSuffix(".tsv") ? .tab : nil))
    }

    private static func format(_ path: String, _ bytes: [UInt8]) throws -> HistoryFormat {
        let name = path.lowercased()
        if [".csv", ".tsv", ".txt"].contains(where: name.hasSuffix) { return .csv }
        if [".ndjson", ".jsonl"].contains(where: name.hasSuffix) { return .ndjson }
        let start = bytes.drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        guard start.first != UInt8(ascii: "[") else {
            throw CommandFailure(
                "\(path.printable) is a JSON array; a value on each line is read: jq -c '.[]' \(path.quotedForShell)"
            )
        }
        return start.first == UInt8(ascii: "{") ? .ndjson : .csv
    }
}

extension Delimiter: ExpressibleByArgument {
    /// By its name, or as it stands in the file.
    public init?(argument: String) {
        switch argument {
        case ",": self = .comma
        case ";": self = .semicolon
        case "\t", "\\t": self = .tab
        case "|": self = .pipe
        default: self.init(rawValue: argument)
        }
    }
}
