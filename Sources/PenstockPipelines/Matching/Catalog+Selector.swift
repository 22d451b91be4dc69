extension Catalog {
    /// The types that a selector takes, by name; nil where it takes some that the catalog does not know, so that nothing can
    /// be said of all of them.
    func types(for selector: EventSelector) -> [EventType]? {
        let known = types.values.filter { selector.matches(type: $0.type) }
        let areKnown = selector.types.allSatisfy { pattern in
            known.contains { EventSelector.type($0.type, matches: pattern) }
        }
        return areKnown && !known.isEmpty ? known.sorted { $0.type < $1.type } : nil
    }
}
