extension JSONValue {
    /// The value that a pointer leads to; nil when it is absent.
    package subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let members):
                guard let member = members[token] else { return nil }
                value = member
            case .array(let elements):
                guard let index = JSONPointer.index(token), index < elements.count else { return nil }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }

    /// Puts a value where a pointer leads, making objects for names that are missing on the way.
    ///
    /// In an array, the index of an element replaces it; `-` and the first free index append.
    /// - Throws: when the way goes through a value that is neither an object nor an array, or past an array's end. The
    ///   offset is that of the offending part in the pointer's text.
    package mutating func set(_ value: JSONValue, at pointer: JSONPointer) throws(JSONError) {
        try set(value, at: pointer, from: 0)
    }

    private mutating func set(_ value: JSONValue, at pointer: JSONPointer, from level: Int) throws(JSONError) {
        guard level < pointer.tokens.count else {
            self = value
            return
        }
        let token = pointer.tokens[level]
        let holder = JSONPointer(tokens: Array(pointer.tokens[..<level])).description
        func refusal(_ reason: String) -> JSONError {
            JSONError(
                message: "cannot set \(pointer): \(holder.isEmpty ? "the root" : holder) \(reason)",
                offset: holder.utf8.count
            )
        }
        switch self {
        case .object(var members):
            self = .null  // so that the members are not copied
            defer { self = .object(members) }
            var member = members[token] ?? .object(JSONObject())
            try member.set(value, at: pointer, from: level + 1)
            members[token] = member
        case .array(var elements):
            guard let index = token == "-" ? elements.count : JSONPointer.index(token), index <= elements.count else {
                throw refusal("is an array of \(elements.count) and has no place '\(token)'")
            }
            self = .null
            defer { self = .array(elements) }
            if index == elements.count { elements.append(.object(JSONObject())) }
            try elements[index].set(value, at: pointer, from: level + 1)
        default:
            throw refusal("is \(isNull ? "null" : "a \(typeName)"), not an object or an array")
        }
    }

    /// The value without what a pointer leads to; nil where that is not there, and for the root.
    package func removing(_ pointer: JSONPointer) -> JSONValue? { removing(pointer.tokens[...]) }

    /// The value without what a path leads to; nil where that is not there.
    private func removing(_ path: ArraySlice<String>) -> JSONValue? {
        guard let name = path.first else { return nil }
        switch self {
        case .object(var members):
            guard let member = members[name] else { return nil }
            if path.count > 1 {
                guard let rest = member.removing(path.dropFirst()) else { return nil }
                members[name] = rest
            } else {
                members[name] = nil
            }
            return .object(members)
        case .array(var elements):
            guard let index = JSONPointer.index(name), elements.indices.contains(index) else { return nil }
            if path.count > 1 {
                guard let rest = elements[index].removing(path.dropFirst()) else { return nil }
                elements[index] = rest
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        default: return nil
        }
    }
}
