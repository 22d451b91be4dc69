internal import Mustache

/// A Mustache template, read once and rendered for many messages.
///
/// Values, sections, inverted sections, comments and changes of delimiters are those of the Mustache specification;
/// swift-mustache renders. What differs, because a message that leaves must be whole:
/// - A value that is missing or null is a ``RenderError`` that names it. A section over something missing, null,
///   `false`, an empty list or an empty text is left out, so `{{#data.note}}{{data.note}}{{/data.note}}` is the way to
///   write an optional value.
/// - A value is a text, a number (as it is written in the JSON) or a boolean; a list or an object is an error.
/// - `{{{…}}}` and `{{&…}}` are refused except in ``Place/none``; partials, pragmas and lambdas are refused.
/// - `{{data.score}}` reads the message's body and `{{event.data.score}}` the event; a number between dots counts into
///   a list, from 0.
package struct MustacheTemplate: Sendable {
    private let place: Place
    private let tags: [Tag]
    private let content: Content

    private enum Content: Sendable {
        case constant(String)
        /// Without sections the layout is the same for every message: rendered once, then only filled.
        case flat([Piece])
        case nested(Mustache.MustacheTemplate)
    }

    /// Reads a template.
    /// - Throws: ``TemplateError`` with the position of the first mistake.
    package init(_ text: String, place: Place) throws(TemplateError) {
        let scanned = try TagScanner(text, place: place)
        self.place = place
        tags = scanned.tags
        // The values escape themselves, since an escape may also fail; the pragma, alone on its line, leaves no trace.
        let numbered = "{{% CONTENT_TYPE:TEXT}}\n" + String(decoding: scanned.text, as: UTF8.self)
        let template: Mustache.MustacheTemplate
        do {
            template = try Mustache.MustacheTemplate(string: numbered)
        } catch {
            throw TemplateError("the template cannot be read: \(error)", at: 0)
        }
        if tags.isEmpty {
            content = .constant(template.render(()))
        } else if tags.allSatisfy({ $0.kind == .value }), let pieces = Piece.pieces(of: template, for: tags) {
            content = .flat(pieces)
        } else {
            content = .nested(template)
        }
    }

    /// Whether the template renders to the same text for every message; then ``render(_:)`` reads none.
    package var isConstant: Bool { tags.isEmpty }

    /// What the tags name, sections included, in order, with positions in bytes from the start of the text.
    package var names: [(name: String, offset: Int)] {
        tags.map { (name: $0.name, offset: $0.offset) }
    }

    /// The fields that the template reads for certain, each once. For `Setup.reads` of the plugin kit.
    package var reads: [TemplateField] { TemplateField.fields(of: tags) }

    /// Renders the template for a message.
    /// - Throws: ``RenderError`` for the first value that cannot be written.
    package func render(_ context: TemplateContext) throws(RenderError) -> String {
        switch content {
        case .constant(let text): return text
        case .flat(let pieces):
            let rendering = Rendering(tags: tags, place: place, context: context)
            let root = rendering.root()
            var text = ""
            for piece in pieces {
                text += piece.text
                if let tag = piece.tag { text += try rendering.text(of: tag, in: root) }
            }
            return text
        case .nested(let template):
            let rendering = Rendering(tags: tags, place: place, context: context)
            let text = template.render(rendering.root())
            if let failure = rendering.failure { throw failure }
            return text
        }
    }
}
