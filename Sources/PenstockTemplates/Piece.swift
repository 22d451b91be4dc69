internal import Mustache

/// Text of a template without sections, and the number of the tag whose value follows it.
struct Piece: Sendable {
    var text: String
    var tag: Int?

    /// Renders a template with a mark in every tag's place and cuts it there, so that what stands around the tags,
    /// also the lines that comments leave behind, is as swift-mustache lays it out. Nil where the text has such marks
    /// itself.
    static func pieces(of template: Mustache.MustacheTemplate, for tags: [Tag]) -> [Piece]? {
        let parts = template.render(Marks()).split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count == tags.count * 2 + 1 else { return nil }
        var pieces: [Piece] = []
        for (position, part) in parts.enumerated() {
            if position.isMultiple(of: 2) {
                pieces.append(Piece(text: String(part), tag: nil))
            } else if let tag = Int(part), tags.indices.contains(tag) {
                pieces[pieces.count - 1].tag = tag
            } else {
                return nil
            }
        }
        return pieces
    }

    private static let mark: Character = "\u{0}"

    private struct Marks: MustacheParent {
        func child(named name: String) -> Any? {
            "\(mark)\(name.dropFirst())\(mark)"
        }
    }
}
