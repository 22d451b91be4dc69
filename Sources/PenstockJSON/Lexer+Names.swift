/// A member name of an open object, without escapes: where it is and a digest that tells most names apart.
struct Name {
    var start: Int
    var end: Int
    var digest: UInt64
}

/// The names of one object, once they are too many or too odd to be compared as they stand.
typealias NameSet = Set<[UInt8]>

extension Lexer {
    /// How many names are compared one by one before a set pays (and is needed: the work must stay linear).
    static let fewNames = 24

    /// Notes the member name between two quotes and refuses one that the object already has.
    ///
    /// Names are the same when their decoded text is: "a" and "\u0061" are one name.
    /// - Parameters:
    ///   - name: the bytes between the quotes.
    ///   - escaped: whether there is an escape between them.
    ///   - base: how many entries of `names` belong to the objects outside of this one.
    ///   - set: the names of this object, when they have moved there.
    @inline(__always) mutating func note(
        _ name: Range<Int>,
        escaped: Bool,
        base: Int,
        set: inout NameSet?,
        _ bytes: Span<UInt8>
    ) throws(JSONError) {
        if set == nil && !escaped && names.count - base < Lexer.fewNames {
            let digest = Lexer.digest(name, bytes)
            var index = base
            while index < names.count {
                if names[index].digest == digest && Lexer.same(names[index], name, bytes) {
                    throw Lexer.duplicate(name, bytes)
                }
                index &+= 1
            }
            names.append(Name(start: name.lowerBound, end: name.upperBound, digest: digest))
        } else {
            try noteInSet(name, base: base, set: &set, bytes)
        }
    }

    private mutating func noteInSet(
        _ name: Range<Int>,
        base: Int,
        set: inout NameSet?,
        _ bytes: Span<UInt8>
    ) throws(JSONError) {
        var all = set.take() ?? NameSet(names[base...].map { unescape(bytes.extracting($0.start..<$0.end)) })
        guard all.insert(unescape(bytes.extracting(name))).inserted else { throw Lexer.duplicate(name, bytes) }
        set = all
    }

    /// Length, first, middle and last bytes in one word.
    @inline(__always) private static func digest(_ name: Range<Int>, _ bytes: Span<UInt8>) -> UInt64 {
        guard !name.isEmpty else { return 0 }
        let middle = name.lowerBound &+ name.count / 2
        return UInt64(truncatingIfNeeded: name.count) << 24 | UInt64(bytes[name.lowerBound]) << 16
            | UInt64(bytes[middle]) << 8 | UInt64(bytes[name.upperBound - 1])
    }

    private static func same(_ one: Name, _ other: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        guard one.end - one.start == other.count else { return false }
        for index in 0..<other.count where bytes[one.start + index] != bytes[other.lowerBound + index] { return false }
        return true
    }

    private static func duplicate(_ name: Range<Int>, _ bytes: Span<UInt8>) -> JSONError {
        let text = String(decoding: unescape(bytes.extracting(name)), as: UTF8.self)
        return JSONError(message: "the object has the member '\(text)' twice", offset: name.lowerBound - 1)
    }
}
