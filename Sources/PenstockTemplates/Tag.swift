/// A tag that names something: a value, or a section.
struct Tag: Sendable {
    enum Kind: Sendable {
        case value, section
    }

    var kind: Kind
    /// As it is written, such as `data.score`.
    var name: String
    /// The parts between the dots; none for `.`, the value that the section around the tag stands for.
    var path: [String]
    /// Where the tag begins, in bytes from the start of the template.
    var offset: Int
    /// Where its name begins.
    var nameOffset: Int
    /// How many sections stand around it.
    var depth: Int

    /// The place in the body that the tag reads whatever the data; nil where only a message can tell.
    ///
    /// Inside a section a name may belong to the section's value. A name that begins with `data` or `event` is taken
    /// as the message's there too, because that is what it means in nearly every template.
    var pointer: String? {
        guard let first = path.first, depth == 0 || first == "data" || first == "event" else { return nil }
        let tokens = first == "event" ? path.dropFirst() : path[...]
        return tokens.isEmpty ? nil : jsonPointer(tokens)
    }
}

/// The JSON Pointer (RFC 6901) of a path.
func jsonPointer(_ path: some Sequence<String>) -> String {
    path.map { token in
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return "/" + token
        }
        return token.reduce(into: "/") { text, character in
            text += character == "~" ? "~0" : character == "/" ? "~1" : String(character)
        }
    }.joined()
}
