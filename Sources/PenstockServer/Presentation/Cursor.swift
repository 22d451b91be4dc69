/// Where the next page of a list begins, in a form that nobody is tempted to compute with.
enum Cursor {
    /// The lists that have pages.
    enum List: String {
        case events = "e"
        case deliveries = "d"
        case jobs = "j"
        case revisions = "r"
        case learned = "l"
        case timers = "t"
        case certificates = "c"
    }

    static func text(_ position: Int64, in list: List) -> String { list.rawValue + String(position, radix: 36) }

    /// The position in a text that ``text(_:in:)`` made for the same list; nil for any other text.
    static func position(_ text: String, in list: List) -> Int64? {
        guard text.hasPrefix(list.rawValue) else { return nil }
        guard let position = Int64(text.dropFirst(), radix: 36), position > 0 else { return nil }
        return position
    }
}
