internal import Mustache

/// The templates of the dashboard, read once.
///
/// They are Mustache with inheritance: a page fills the blocks of `layout`. Values escape themselves (``Markup``), so the
/// templates are of a content type without escapes, and `{{{ }}}` stands in none of them.
enum Templates {
    private static let all: (library: MustacheLibrary, complaints: [String]) = {
        var (library, complaints) = (MustacheLibrary(), [String]())
        for file in EmbeddedFile.below("Templates") where file.path.hasSuffix(".mustache") {
            let name = String(file.path.dropLast(".mustache".count))
            do {
                try library.register(prepared(String(decoding: file.bytes, as: UTF8.self)), named: name)
            } catch {
                complaints.append("\(file.path): \(error)")
            }
        }
        return (library, complaints)
    }()

    /// What is wrong with templates; a test sees that there is nothing.
    static var complaints: [String] { all.complaints }

    /// Renders a template.
    static func render(_ name: String, _ view: View) -> Markup {
        .rendered(all.library.render(RenderedView(view: view), withTemplate: name) ?? "")
    }

    /// The text without indentation, which would end up within what a page shows word by word.
    private static func prepared(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        return "{{% CONTENT_TYPE:TEXT}}\n" + lines.joined(separator: "\n")
    }
}

/// A value as swift-mustache asks for it.
private struct RenderedView: MustacheParent, MustacheCustomRenderable {
    let view: View

    var renderText: String {
        switch view {
        case .text(let text): Markup(text: text).html
        case .markup(let markup): markup.html
        case .nothing, .flag, .list, .object: ""
        }
    }

    var isNull: Bool { view.isEmpty }

    func child(named name: String) -> Any? {
        guard case .object(let members) = view, let member = members[name] else { return nil }
        guard case .list(let elements) = member else { return RenderedView(view: member) }
        return elements.map(RenderedView.init)
    }
}
