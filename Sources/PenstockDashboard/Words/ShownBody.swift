internal import PenstockJSON

/// What others have sent, as people read it: JSON in order, all else as text, and of what is long the beginning.
struct ShownBody: Sendable, Equatable {
    let text: String
    /// How many bytes there are, where not all are shown.
    let cutFrom: Int?

    private static let limit = 64 << 10

    init(_ bytes: some Collection<UInt8>) {
        guard bytes.count <= Self.limit else {
            text = String(decoding: bytes.prefix(Self.limit), as: UTF8.self)
            cutFrom = bytes.count
            return
        }
        cutFrom = nil
        guard let value = try? JSONValue.parse(Array(bytes)), value.arrayValue != nil || value.objectValue != nil else {
            // A head ends with an empty line, which is no part of what it says.
            let isBreak = { (byte: UInt8) in byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
            text = String(decoding: bytes.reversed().drop(while: isBreak).reversed(), as: UTF8.self)
            return
        }
        text = value.prettyText
    }

    var view: View {
        [
            "text": .text(text),
            "cut": cutFrom.map { .text("The first \(Self.limit.grouped) of \($0.grouped) bytes.") } ?? .nothing,
        ]
    }

    /// The same, or nothing where there is none.
    static func view(_ bytes: [UInt8]) -> View { bytes.isEmpty ? .nothing : ShownBody(bytes).view }
}
