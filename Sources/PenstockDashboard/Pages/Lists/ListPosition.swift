package import PenstockCore

/// Where in a list a page stands.
package struct ListPosition: Sendable, Equatable {
    /// The cursor that was asked for; nil at the beginning.
    package var cursor: String?
    /// The cursor of the page behind it; nil at the end.
    package var next: String?
    /// How far back a page has looked that is short because looking took long.
    package var lookedBackTo: Timestamp?

    package init(cursor: String? = nil, next: String? = nil, lookedBackTo: Timestamp? = nil) {
        self.cursor = cursor
        self.next = next
        self.lookedBackTo = lookedBackTo
    }

    /// - Parameters:
    ///   - noun: What the list is of.
    ///   - count: How many the page has.
    func view(_ filter: ListFilter, _ noun: String, count: Int, now: Timestamp) -> View {
        [
            "newest": cursor == nil ? .nothing : .text(filter.path(cursor: nil).text),
            "older": View(next.map { filter.path(cursor: $0).text }),
            "links": .flag(cursor != nil || next != nil),
            "noun": .text(noun),
            "further": lookedBackTo == nil ? .nothing : .flag(true),
            "looked": .time(lookedBackTo, now: now),
            "empty": .flag(count == 0 && next == nil),
            "narrowed": .flag(!filter.isEmpty || cursor != nil),
        ]
    }
}
