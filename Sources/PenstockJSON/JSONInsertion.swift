/// Puts a value into JSON text at a place, without taking the text apart: what stands around it stays byte for byte.
package struct JSONInsertion: Sendable {
    /// One replacement in a text.
    package struct Edit: Equatable {
        /// What goes; empty for an insertion.
        package var range: Range<Int>
        /// What stands before the value and after it.
        package var before: [UInt8]
        package var after: [UInt8]
    }

    /// Why the value cannot stand at its place.
    package struct Obstacle: Error, Equatable {
        /// What is in the way, and what it is.
        package var pointer: String
        package var kind: String
    }

    /// The place and everything above it, from the whole text down.
    private let steps: [JSONPointer]
    /// The last tokens of `steps`, as JSON strings with their colons.
    private let names: [[UInt8]]

    /// - Parameter place: Not the whole text.
    package init(at place: JSONPointer) {
        steps = (0...place.tokens.count).map { JSONPointer(tokens: Array(place.tokens.prefix($0))) }
        names = place.tokens.map { JSONValue.string($0).serialized() + [UInt8(ascii: ":")] }
    }

    /// Where and how to write the value into a text that is valid JSON: over what is there, else as the last member of
    /// the object above, with the objects between made.
    package func edit(_ text: Span<UInt8>) throws(Obstacle) -> Edit {
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

    /// The text with a value at the place.
    /// - Parameters:
    ///   - value: JSON.
    ///   - text: Valid JSON.
    package func inserting(_ value: [UInt8], into text: Span<UInt8>) throws(Obstacle) -> [UInt8] {
        let edit = try edit(text)
        var result: [UInt8] = []
        result.reserveCapacity(text.count + edit.before.count + value.count + edit.after.count)
        for index in 0..<edit.range.lowerBound { result.append(text[index]) }
        result += edit.before
        result += value
        result += edit.after
        for index in edit.range.upperBound..<text.count { result.append(text[index]) }
        return result
    }

    private func isEmpty(_ text: Span<UInt8>, _ object: Range<Int>) -> Bool {
        for index in object.lowerBound + 1..<object.upperBound - 1 where text[index] > 0x20 { return false }
        return true
    }
}
