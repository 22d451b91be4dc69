/// A text taken apart into what it says itself and what it refers to.
struct ReferringText: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case literal(String)
        case reference(Reference)
    }

    struct Piece: Sendable, Equatable {
        var content: Content
        /// The bytes of the text that the piece was read from.
        var source: Range<Int>
    }

    private(set) var pieces: [Piece] = []

    /// Takes a text apart. `$${` is a literal `${`; a `$` before anything else is itself.
    /// - Throws: for `${` that begins no reference, and for one without an end.
    init(_ text: String) throws(ReferenceError) {
        var rest = Array(text.utf8)[...]
        while let dollar = Self.firstBrace(in: rest) {
            if dollar > rest.startIndex, rest[dollar - 1] == UInt8(ascii: "$") {
                add(rest[..<(dollar - 1)])
                pieces.append(Piece(content: .literal("${"), source: dollar - 1..<dollar + 2))
                rest = rest[(dollar + 2)...]
                continue
            }
            add(rest[..<dollar])
            guard let end = rest[dollar...].firstIndex(of: UInt8(ascii: "}")) else {
                throw ReferenceError(
                    message: "'${' begins a reference that no '}' ends; \(Self.advice)",
                    offset: dollar
                )
            }
            let inside = String(decoding: rest[(dollar + 2)..<end], as: UTF8.self)
            pieces.append(
                Piece(content: .reference(try Self.reference(inside, at: dollar)), source: dollar..<end + 1)
            )
            rest = rest[(end + 1)...]
        }
        add(rest)
    }

    /// Whether anything differs from the text as it is written.
    var isPlain: Bool {
        pieces.allSatisfy { piece in
            guard case .literal(let text) = piece.content else { return false }
            return text.utf8.count == piece.source.count
        }
    }

    /// A secret as it may be seen: its references, and `***` for everything else, their defaults too.
    static func masked(_ text: String) -> String {
        guard let pieces = try? ReferringText(text).pieces else { return ResolvedText.mask }
        return pieces.map { piece in
            guard case .reference(let reference) = piece.content else { return ResolvedText.mask }
            let masked = "${\(reference.kind.rawValue):\(reference.name):-\(ResolvedText.mask)}"
            return reference.fallback == nil ? reference.description : masked
        }.joined()
    }

    private static let advice = "write '$${' for the two characters themselves"

    private static func firstBrace(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.dropLast().first { bytes[$0] == UInt8(ascii: "$") && bytes[$0 + 1] == UInt8(ascii: "{") }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        pieces.append(
            Piece(content: .literal(String(decoding: bytes, as: UTF8.self)), source: bytes.startIndex..<bytes.endIndex)
        )
    }

    private static func reference(_ inside: String, at offset: Int) throws(ReferenceError) -> Reference {
        func refusal(_ message: String) -> ReferenceError { ReferenceError(message: message, offset: offset) }
        guard let colon = inside.firstIndex(of: ":"), let kind = Reference.Kind(rawValue: String(inside[..<colon]))
        else {
            let known = "known are ${env:NAME}, ${file:PATH} and ${credential:NAME}"
            throw refusal("'${\(inside)}' is no reference: \(known); \(advice)")
        }
        var name = String(inside[inside.index(after: colon)...])
        var fallback: String?
        if kind == .env, let mark = name.range(of: ":-") {
            fallback = String(name[mark.upperBound...])
            name = String(name[..<mark.lowerBound])
        }
        let reference = Reference(kind: kind, name: name, fallback: fallback)
        guard !name.isEmpty else { throw refusal("\(reference) names nothing") }
        switch kind {
        case .env:
            guard DotEnv.isName(name) else {
                throw refusal("'\(name)' is no name of a variable: letters, digits and '_', not beginning with a digit")
            }
        case .credential:
            guard !name.contains("/"), name != ".", name != ".." else {
                throw refusal("'\(name)' is no name of a credential: it is a file's name without a path")
            }
        case .file:
            guard !name.utf8.contains(0) else { throw refusal("the path holds a NUL character") }
        }
        return reference
    }
}

extension String {
    /// The first place where a shorter text stands in this one.
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
