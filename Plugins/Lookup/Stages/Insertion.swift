internal import PenstockJSON

/// Puts a value into JSON text at a place, without taking the text apart: what stands around it stays byte for byte.
struct Insertion: Sendable {
    /// One replacement in a text.
    struct Edit: Equatable {
        /// What goes; empty for an insertion.
        var range: Range<Int>
        /// What stands before the value and after it.
        var before: [UInt8]
        var after: [UInt8]
    }

    /// Why the value cannot stand at its place.
    struct Obstacle: Error, Equatable {
        /// What is in the way, and what it is.
        var pointer: String
        var kind: String
    }

    /// The place and everything above it, from the whole text down.
    private let steps: [JSONPointer]
    /// The last tokens of `steps`, as JSON strings with their colons.
    private let names: [[UInt8]]

    /// - Parameter place: Not the whole text.
    init(at place: JSONPointer) {
        steps = (0...place.tokens.count).map { JSONPointer(tokens: Array(place.tokens.prefix($0))) }
        names = place.tokens.map { JSONValue.string($0).serialized() + [UInt8(ascii: ":")] }
    }

    /// Where and how to write the value into a text that is valid JSON: over what is there, else as the last member of
    /// the object above, with the objects between made.
    func edit(_ text: Span<UInt8>) throws(Obstacle) -> Edit {
        if let range = JSONScanner.range(of: steps[names.count], in: text) {
            return Edit(range: range, before: [], after: [])
        }
        for depth in (0..<names.count).reversed() {
            guard let range = JSONScanner.range(of: steps[depth], in: text) else { continue }
            let kind = JSONScanner.kind(text, at: range)
            guard kind == .object else { throw Obstacle(pointer: "\(steps[depth])", kind: "\(kind)") }
            let end = range.upperBound - 1
            var before = isEmpty(text, range) ? [] : [UInt8(ascii: ",")]
            before += names[depth]
            for name in names[(depth + 1)...] { before += [UInt8(ascii: "{")] + name }
            let after = [UInt8](repeating: UInt8(ascii: "}"), count: names.count - depth - 1)
            return Edit(range: end..<end, before: before, after: after)
        }
        throw Obstacle(pointer: "", kind: "nothing")
    }

    private func isEmpty(_ text: Span<UInt8>, _ object: Range<Int>) -> Bool {
        for index in object.lowerBound + 1..<object.upperBound - 1 where text[index] > 0x20 { return false }
        return true
    }
}
