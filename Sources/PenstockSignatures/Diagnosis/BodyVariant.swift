internal import PenstockJSON

/// A body as it may have been before something on the way changed it.
struct BodyVariant {
    /// What undoes the change, as the end of "the signature matches once …".
    var words: String
    /// Who does such a thing.
    var cause: String
    var body: [UInt8]

    /// The bodies that what has come may have been; none of them is what has come.
    static func all(of body: [UInt8]) -> [BodyVariant] {
        (lineEnds(body) + marks(body) + notations(body)).filter { $0.body != body }
    }

    private static let newline = UInt8(ascii: "\n")
    private static let `return` = UInt8(ascii: "\r")

    private static func lineEnds(_ body: [UInt8]) -> [BodyVariant] {
        let editors = "editors and 'echo' add one; verify the bytes as they came"
        var variants: [BodyVariant] = []
        if body.last == newline {
            let isPair = body.dropLast().last == `return`
            variants.append(
                BodyVariant(
                    words: "the line break at its end is taken off",
                    cause: editors,
                    body: Array(body.dropLast(isPair ? 2 : 1))
                )
            )
        }
        let unix = body.indices.filter { index in
            !(body[index] == `return` && index + 1 < body.count && body[index + 1] == newline)
        }.map { body[$0] }
        return variants + [
            BodyVariant(
                words: "a line break is put at its end",
                cause: "something trimmed it; verify the bytes as they came",
                body: body + [newline]
            ),
            BodyVariant(
                words: "its line breaks are LF instead of CR LF",
                cause: "something translated line breaks; read the body as bytes and not as text",
                body: unix
            ),
            BodyVariant(
                words: "its line breaks are CR LF instead of LF",
                cause: "something translated line breaks; read the body as bytes and not as text",
                body: unix.flatMap { $0 == newline ? [`return`, newline] : [$0] }
            ),
        ]
    }

    private static func marks(_ body: [UInt8]) -> [BodyVariant] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard body.starts(with: mark) else { return [] }
        return [
            BodyVariant(
                words: "the byte order mark before it is taken off",
                cause: "something saved it as text; read the body as bytes",
                body: Array(body.dropFirst(3))
            )
        ]
    }

    /// The same JSON as others write it.
    private static func notations(_ body: [UInt8]) -> [BodyVariant] {
        guard let value = try? JSONValue.parse(body) else { return [] }
        let cause = "it was parsed and written again; verify the bytes as they came, before anything parses them"
        return JSONNotation.all.map { notation in
            BodyVariant(words: "it is written \(notation.words)", cause: cause, body: notation.write(value))
        }
    }
}
