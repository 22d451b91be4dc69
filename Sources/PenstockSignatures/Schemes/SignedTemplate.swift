/// The bytes that are signed, as a text with places: `{timestamp}.{body}`, `v0:{timestamp}:{body}`.
package struct SignedTemplate: Sendable, Equatable {
    /// What can be filled in.
    package enum Place: String, Sendable, CaseIterable {
        case body, timestamp, id
    }

    /// What is wrong with a template, and where, in bytes.
    package struct SyntaxError: Error, Sendable, Equatable {
        package let text: String
        package let offset: Int
    }

    private struct Piece: Sendable, Equatable {
        var text: [UInt8]
        var place: Place?
    }

    private let pieces: [Piece]

    /// The body alone.
    package static let body = SignedTemplate(pieces: [Piece(text: [], place: .body)])

    private init(pieces: [Piece]) { self.pieces = pieces }

    /// Makes a template of places, each with the text before it; one of them is the body.
    init(places: [(before: String, place: Place)]) {
        pieces = places.map { Piece(text: Array($0.before.utf8), place: $0.place) }
    }

    /// Reads a template; it has to hold `{body}`, or anything could be put under a signature.
    package init(_ text: String) throws(SyntaxError) {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        let names = Place.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "{") else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
                throw SyntaxError(text: "this '{' has no '}'; there are \(names)", offset: index)
            }
            let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
            guard let place = Place(rawValue: name) else {
                throw SyntaxError(text: "there is no {\(name)} here; there are \(names)", offset: index)
            }
            pieces.append(Piece(text: literal, place: place))
            literal = []
            index = end + 1
        }
        if !literal.isEmpty { pieces.append(Piece(text: literal, place: nil)) }
        guard pieces.contains(where: { $0.place == .body }) else {
            throw SyntaxError(text: "expected {body} in it", offset: 0)
        }
        self.pieces = pieces
    }

    package func contains(_ place: Place) -> Bool { pieces.contains { $0.place == place } }

    /// The bytes; what is not given is left empty, so whoever calls sees to it that what is needed is there.
    func filled(body: [UInt8], timestamp: String?, id: String?) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 64)
        for piece in pieces {
            bytes += piece.text
            switch piece.place {
            case .body: bytes += body
            case .timestamp: bytes += (timestamp ?? "").utf8
            case .id: bytes += (id ?? "").utf8
            case nil: break
            }
        }
        return bytes
    }
}
