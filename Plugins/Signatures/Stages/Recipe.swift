/// A text with places to fill: what is signed, and what the header says.
struct Recipe: Sendable {
    /// What can be filled in.
    enum Place: String, Sendable, CaseIterable {
        case body, timestamp, id, method, target, signature
    }

    /// A text, and the place after it; the last piece has none.
    struct Piece: Sendable {
        let text: [UInt8]
        let place: Place?
    }

    /// What is wrong with a recipe.
    struct SyntaxError: Error {
        let text: String
        /// In bytes.
        let offset: Int
    }

    let pieces: [Piece]

    /// Reads a text such as `v0:{timestamp}:{body}`.
    /// - Parameter allowed: the places that may stand here.
    init(_ text: String, allowed: [Place]) throws(SyntaxError) {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7F {
                throw SyntaxError(text: "a control character cannot stand here", offset: index)
            }
            guard byte == UInt8(ascii: "{") else {
                literal.append(byte)
                index += 1
                continue
            }
            let names = allowed.map { "{\($0.rawValue)}" }.joined(separator: ", ")
            guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
                throw SyntaxError(text: "this '{' has no '}'; there are \(names)", offset: index)
            }
            let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
            guard let place = Place(rawValue: name), allowed.contains(place) else {
                throw SyntaxError(text: "there is no {\(name)} here; there are \(names)", offset: index)
            }
            pieces.append(Piece(text: literal, place: place))
            literal = []
            index = end + 1
        }
        if !literal.isEmpty { pieces.append(Piece(text: literal, place: nil)) }
        self.pieces = pieces
    }

    func contains(_ wanted: Place) -> Bool {
        pieces.contains { $0.place == wanted }
    }
}
