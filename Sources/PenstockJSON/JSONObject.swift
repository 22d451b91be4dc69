/// The members of a JSON object, in order, each name once.
///
/// Looking a member up walks the list: objects here have tens of members, not thousands.
package struct JSONObject: Sendable {
    /// A member.
    package typealias Element = (key: String, value: JSONValue)

    private var members: [Element]

    /// Makes an object without members.
    package init() { members = [] }

    /// Makes an object of members; the last of two with one name counts, at the place of the first.
    package init(_ members: some Sequence<Element>) {
        self.members = []
        for (key, value) in members { self[key] = value }
    }

    /// Makes an object of members that are known to have different names.
    init(distinct members: [Element]) { self.members = members }

    /// The member of a name. A new one goes to the end; nil removes it.
    package subscript(key: String) -> JSONValue? {
        get { index(of: key).map { members[$0].value } }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// The names, in order.
    package var keys: [String] { members.map(\.key) }

    /// Takes a member out.
    /// - Returns: what it was, or nil when there was none.
    @discardableResult package mutating func remove(_ key: String) -> JSONValue? {
        index(of: key).map { members.remove(at: $0).value }
    }

    private func index(of key: String) -> Int? {
        members.firstIndex { $0.key.isSameText(as: key) }
    }
}

extension JSONObject: RandomAccessCollection {
    /// The place of the first member.
    package var startIndex: Int { 0 }

    /// The place after the last member.
    package var endIndex: Int { members.count }

    /// The member at a place.
    package subscript(position: Int) -> Element { members[position] }
}

extension JSONObject: Equatable {
    /// Whether both have the same names with equal values, in whatever order.
    package static func == (one: JSONObject, other: JSONObject) -> Bool {
        guard one.count == other.count else { return false }
        return one.indices.allSatisfy { index in
            let member = one[index]
            // Most equal objects have the same order; only the others need a search.
            if other[index].key.isSameText(as: member.key) { return other[index].value == member.value }
            return other[member.key] == member.value
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes an object; the last of two members with one name counts.
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.map { (key: $0, value: $1) })
    }
}
