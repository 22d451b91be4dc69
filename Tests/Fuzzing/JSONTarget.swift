import PenstockJSON

/// The scanner takes and refuses what the reader of trees does, at the same byte and in the same words, and finds the
/// same values at the same places.
func fuzzJSON(_ bytes: [UInt8]) {
    let value: JSONValue
    do throws(JSONError) {
        value = try JSONValue.parse(bytes)
    } catch let refusal {
        do throws(JSONError) {
            try JSONScanner.validate(bytes.span)
            require(false, "the scanner takes what the reader refuses: \(refusal)")
        } catch {
            require(error == refusal, "'\(error)' is not '\(refusal)'")
        }
        require(refusal.offset >= 0 && refusal.offset <= bytes.count, "a complaint is outside of the text: \(refusal)")
        // Whatever is no JSON must not crash what takes it for some.
        for pointer in [JSONPointer.root, JSONPointer.root.appending("a").appending(0)] {
            if let range = JSONScanner.range(of: pointer, in: bytes.span) {
                _ = JSONScanner.elements(of: bytes.span, in: range)
                _ = JSONScanner.string(bytes.span, in: range)
                _ = JSONScanner.number(bytes.span, in: range)
            }
        }
        return
    }
    do throws(JSONError) {
        try JSONScanner.validate(bytes.span)
        require(try JSONValue.parse(value.serialized()) == value, "a value changes when it is written and read")
        let sorted = value.serialized(sortedKeys: true)
        require(try JSONValue.parse(sorted).serialized(sortedKeys: true) == sorted, "sorted twice is sorted otherwise")
        if let object = value.objectValue {
            let members = try JSONScanner.members(of: bytes.span)
            require(members.map(\.key) == object.map(\.key), "the scanner finds other members")
        }
    } catch {
        require(false, "the scanner refuses what the reader takes: \(error)")
    }
    check(value, at: .root, in: bytes)
}

private func check(_ value: JSONValue, at pointer: JSONPointer, in bytes: [UInt8]) {
    guard let range = JSONScanner.range(of: pointer, in: bytes.span) else {
        require(false, "the scanner finds nothing at '\(pointer)'")
        return
    }
    require((try? JSONValue.parse(Array(bytes[range]))) == value, "the scanner finds another value at '\(pointer)'")
    require((try? JSONPointer("\(pointer)")) == pointer, "the pointer '\(pointer)' changes when it is read again")
    switch value {
    case .array(let elements):
        require(JSONScanner.elements(of: bytes.span, in: range).count == elements.count, "elements are lost")
        for (index, element) in elements.enumerated() { check(element, at: pointer.appending(index), in: bytes) }
    case .object(let members):
        for (key, member) in members { check(member, at: pointer.appending(key), in: bytes) }
    case .string(let text):
        require(JSONScanner.string(bytes.span, in: range) == text, "a string is read in two ways")
    case .number(let number):
        require(JSONScanner.number(bytes.span, in: range) == number, "a number is read in two ways")
    default: break
    }
}
