/// A person whom events are asked for.
///
/// Where a person stands in an event, the catalog says, which no store knows. So a store looks for events in which the
/// name stands somewhere, or in which something is written with a backslash and may be the name; of these, ``matches``
/// decides.
package struct PersonFilter: Sendable {
    /// Letter by letter, as events have it.
    package let name: String
    /// Whether an event is about the person.
    package let matches: @Sendable (Event) -> Bool

    package init(name: String, matches: @escaping @Sendable (Event) -> Bool) {
        self.name = name
        self.matches = matches
    }
}
