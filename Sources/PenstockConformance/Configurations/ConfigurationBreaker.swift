internal import PenstockJSON

/// Spoils configurations, one place at a time.
struct ConfigurationBreaker {
    private var chance: Chance

    init(_ chance: Chance) { self.chance = chance }

    /// The value with something wrong in it, and what that is.
    mutating func broken(_ value: JSONValue) -> (value: JSONValue, what: String)? {
        guard let place = chance.pick(Self.places(in: value, at: .root)) else { return nil }
        var spoiled = value
        guard let old = value[place] else { return nil }
        switch chance.next() % 4 {
        case 0:
            guard case .object(var members) = old, let name = chance.pick(members.keys) else { return nil }
            members.remove(name)
            guard (try? spoiled.set(.object(members), at: place)) != nil else { return nil }
            return (spoiled, "without \(place.appending(name))")
        case 1:
            guard case .object(var members) = old else { return nil }
            members["no_such_key"] = true
            guard (try? spoiled.set(.object(members), at: place)) != nil else { return nil }
            return (spoiled, "with the key \(place.appending("no_such_key"))")
        default:
            guard let other = chance.pick(Self.others), other.typeName != old.typeName,
                (try? spoiled.set(other, at: place)) != nil
            else { return nil }
            return (spoiled, "with \(other.typeName) \(place == .root ? "in place of the whole" : "at \(place)")")
        }
    }

    private static let others: [JSONValue] = [
        nil, true, 0, -1, 1.5, 1_000_000_000_000, "", "text", [], [nil], JSONValue.object(JSONObject()),
        ["a": ["b": [nil]]],
    ]

    private static func places(in value: JSONValue, at place: JSONPointer) -> [JSONPointer] {
        var found = [place]
        switch value {
        case .object(let members):
            for (key, member) in members { found += places(in: member, at: place.appending(key)) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { found += places(in: element, at: place.appending(index)) }
        default: break
        }
        return found
    }
}
