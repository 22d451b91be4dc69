internal import Mustache
internal import PenstockJSON

/// One rendering of a template: looks up what tags name and remembers the first that failed, since swift-mustache asks
/// for values by a function that cannot throw.
final class Rendering {
    private let tags: [Tag]
    private let place: Place
    private let context: TemplateContext
    private(set) var failure: RenderError?

    init(tags: [Tag], place: Place, context: TemplateContext) {
        self.tags = tags
        self.place = place
        self.context = context
    }

    func root() -> Scope {
        Scope(self, nil, inside: nil)
    }

    /// What swift-mustache shows for a tag, by the tag's number (``TagScanner/text``). Never nil, so it asks only the
    /// innermost scope and the way outwards is ours.
    func content(of number: String, in scope: Scope) -> Any? {
        guard let index = Int(number.dropFirst()), tags.indices.contains(index) else { return nil }
        let tag = tags[index]
        do throws(RenderError) {
            switch tag.kind {
            case .value: return RenderedValue(renderText: try text(of: index, in: scope))
            case .section: return section(try value(of: tag, in: scope), in: scope)
            }
        } catch {
            failure = failure ?? error
            return tag.kind == .section ? false : ""
        }
    }

    /// The escaped text of a value's tag.
    func text(of index: Int, in scope: Scope) throws(RenderError) -> String {
        let tag = tags[index]
        return try text(of: try value(of: tag, in: scope), tag, in: scope)
    }

    // MARK: - Looking up

    /// The value that a tag names: its first part belongs to the innermost scope that has it, the others to what the
    /// part before them names (Mustache specification, interpolation).
    private func value(of tag: Tag, in scope: Scope) throws(RenderError) -> JSONValue? {
        guard let first = tag.path.first else {
            if let value = scope.value { return value }
            return try document(context.body, tag)
        }
        var outer: Scope? = scope
        while let scope = outer {
            outer = scope.enclosing
            if let value = scope.value {
                guard let found = value.child(first) else { continue }
                return found.descendant(tag.path.dropFirst())
            }
            if first == "event" {
                return try document(context.event, tag).descendant(tag.path.dropFirst())
            }
            return try document(context.body, tag).descendant(tag.path[...])
        }
        return nil
    }

    private func document(_ document: LazyDocument, _ tag: Tag) throws(RenderError) -> JSONValue {
        switch document.value {
        case .success(let value): return value
        case .failure(let error):
            let isBody = document === context.body
            let hint = isBody ? "; {{event.…}} reads the event" : ""
            throw failure(
                isBody ? "body-not-json" : "event-not-json",
                tag,
                "the \(isBody ? "body" : "event") is not JSON (\(error.message), byte \(error.offset))\(hint)"
            )
        }
    }

    // MARK: - What a tag shows

    private func section(_ value: JSONValue?, in scope: Scope) -> Any {
        switch value {
        case nil, .null: return false
        case .bool(let holds): return holds
        case .string(let text) where text.isEmpty: return false
        case .array(let items):
            return items.isEmpty ? false : items.map { Scope(self, $0, inside: scope) }
        case .some(let value): return Scope(self, value, inside: scope)
        }
    }

    private func text(of value: JSONValue?, _ tag: Tag, in scope: Scope) throws(RenderError) -> String {
        switch value {
        case nil: throw failure("missing-field", tag, absence(of: tag, in: scope))
        case .null:
            throw failure("missing-field", tag, "its value is null; use a section where it may be missing")
        case .array, .object:
            throw failure("not-a-text", tag, "that is a list or an object; name a text, number or boolean inside it")
        case .bool(let value): return value ? "true" : "false"
        case .number(let number): return number.text
        case .string(let text):
            guard let escaped = place.escape(text) else {
                throw failure("line-break-in-header", tag, "its value has a line break, which no header may hold")
            }
            return escaped
        }
    }

    private func absence(of tag: Tag, in scope: Scope) -> String {
        let owner = tag.path.first == "event" ? "event" : "body"
        let tokens = owner == "event" ? tag.path.dropFirst() : tag.path[...]
        let around = scope.enclosing == nil ? "" : "neither the section around it nor "
        let verb = scope.enclosing == nil ? "has no" : "has"
        return "\(around)the \(owner) \(verb) \(jsonPointer(tokens))"
    }

    private func failure(_ code: String, _ tag: Tag, _ reason: String) -> RenderError {
        RenderError(
            code: code,
            message: "the template names {{\(tag.name)}}, but \(reason)",
            name: tag.name,
            offset: tag.offset
        )
    }
}

/// A text that swift-mustache writes as it is, and recognises sooner than a `String`.
private struct RenderedValue: MustacheCustomRenderable {
    var renderText: String
    var isNull: Bool { false }
}

/// One level of the context stack: the message as a whole, or the value that a section stands for.
final class Scope: MustacheParent {
    private let rendering: Rendering
    /// Nil for the message as a whole.
    let value: JSONValue?
    let enclosing: Scope?

    init(_ rendering: Rendering, _ value: JSONValue?, inside enclosing: Scope?) {
        self.rendering = rendering
        self.value = value
        self.enclosing = enclosing
    }

    func child(named name: String) -> Any? {
        rendering.content(of: name, in: self)
    }
}

extension JSONValue {
    /// A member of an object, or an item of a list by its number.
    fileprivate func child(_ name: String) -> JSONValue? {
        if let items = arrayValue {
            guard let index = Int(name), items.indices.contains(index) else { return nil }
            return items[index]
        }
        return self[name]
    }

    fileprivate func descendant(_ path: ArraySlice<String>) -> JSONValue? {
        var value = self
        for name in path {
            guard let child = value.child(name) else { return nil }
            value = child
        }
        return value
    }
}
