/// Reads a template's tags: their names, their positions, and whether they are well formed.
///
/// swift-mustache tells neither names nor positions, and looks a name up part by part, so a missing value cannot be
/// told from a missing section. The scanner therefore hands it a template in which every name is replaced by the
/// number of its tag (``text``); a ``Scope`` is asked for that number and knows at once what the tag wants.
struct TagScanner {
    /// The template with numbers for names: `v3` for a value, `s4` for a section.
    private(set) var text: [UInt8] = []
    private(set) var tags: [Tag] = []

    private let source: [UInt8]
    private let place: Place
    private var position = 0
    private var opening = Array("{{".utf8)
    private var closing = Array("}}".utf8)
    private var sections: [Int] = []

    private static let deepest = 32

    init(_ source: String, place: Place) throws(TemplateError) {
        self.source = Array(source.utf8)
        self.place = place
        text.reserveCapacity(self.source.count)
        while let start = find(opening, from: position) {
            text += self.source[position..<start]
            try scanTag(at: start)
        }
        text += self.source[position...]
        if let unclosed = sections.last {
            throw TemplateError(
                "the section {{#\(tags[unclosed].name)}} is not closed; write {{/\(tags[unclosed].name)}} after it",
                at: tags[unclosed].offset
            )
        }
    }

    // MARK: - One tag

    private mutating func scanTag(at start: Int) throws(TemplateError) {
        let inside = start + opening.count
        switch inside < source.count ? source[inside] : 0 {
        case UInt8(ascii: "!"):
            copy(from: start, to: try end(of: start, from: inside + 1, closing).upperBound)
        case UInt8(ascii: "="):
            try scanDelimiters(at: start)
        case UInt8(ascii: "#"), UInt8(ascii: "^"):
            try scanSection(at: start)
        case UInt8(ascii: "/"):
            try scanSectionEnd(at: start)
        case UInt8(ascii: "{") where opening == Array("{{".utf8):
            try scanUnescaped(at: start, closing: [UInt8(ascii: "}")] + closing)
        case UInt8(ascii: "&"):
            try scanUnescaped(at: start, closing: closing)
        case UInt8(ascii: ">"), UInt8(ascii: "<"), UInt8(ascii: "$"):
            throw TemplateError("partials and template inheritance are not available; write the text here", at: start)
        case UInt8(ascii: "%"):
            throw TemplateError("pragmas ({{% …}}) are not available", at: start)
        default:
            let end = try end(of: start, from: inside, closing)
            try add(.value, inside..<end.lowerBound, at: start)
            replace(with: "v", through: end.upperBound)
        }
    }

    private mutating func scanSection(at start: Int) throws(TemplateError) {
        let sigil = start + opening.count
        let end = try end(of: start, from: sigil + 1, closing)
        guard sections.count < Self.deepest else {
            throw TemplateError("sections are nested more than \(Self.deepest) deep", at: start)
        }
        try add(.section, sigil + 1..<end.lowerBound, at: start)
        replace(with: source[sigil] == UInt8(ascii: "#") ? "#s" : "^s", through: end.upperBound)
        sections.append(tags.count - 1)
    }

    private mutating func scanSectionEnd(at start: Int) throws(TemplateError) {
        let inside = start + opening.count + 1
        let end = try end(of: start, from: inside, closing)
        let name = trimmed(inside..<end.lowerBound)
        guard let open = sections.popLast() else {
            throw TemplateError(
                "{{/\(name)}} closes a section that is not open"
                    + (name.contains("/") ? "; a template writes a place with dots, such as {{data.score}}" : ""),
                at: start
            )
        }
        guard tags[open].name == name else {
            throw TemplateError(
                "{{/\(name)}} stands where the section {{#\(tags[open].name)}} must be closed first",
                at: start
            )
        }
        replace(with: "/s", number: open, through: end.upperBound)
    }

    private mutating func scanUnescaped(at start: Int, closing: [UInt8]) throws(TemplateError) {
        guard place == .none else {
            throw TemplateError(
                "{{{…}}} and {{&…}} would leave out the escape that this place needs; write {{…}}",
                at: start
            )
        }
        let inside = start + opening.count + 1
        let end = try end(of: start, from: inside, closing)
        try add(.value, inside..<end.lowerBound, at: start)
        replace(with: "v", through: end.upperBound)
    }

    private mutating func scanDelimiters(at start: Int) throws(TemplateError) {
        let inside = start + opening.count + 1
        let end = try end(of: start, from: inside, [UInt8(ascii: "=")] + closing)
        let parts = source[inside..<end.lowerBound].split(whereSeparator: isSpace).map(Array.init)
        guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy(isDelimiter) }) else {
            throw TemplateError("a change of delimiters is written {{=<% %>=}}, of punctuation but no =", at: start)
        }
        copy(from: start, to: end.upperBound)
        (opening, closing) = (parts[0], parts[1])
    }

    // MARK: - Names

    private mutating func add(_ kind: Tag.Kind, _ range: Range<Int>, at start: Int) throws(TemplateError) {
        let name = trimmed(range)
        if let complaint = complaint(about: name) { throw TemplateError(complaint, at: start) }
        let path = name == "." ? [] : name.split(separator: ".").map(String.init)
        let nameOffset = source[range].firstIndex { !isSpace($0) } ?? range.lowerBound
        tags.append(
            Tag(kind: kind, name: name, path: path, offset: start, nameOffset: nameOffset, depth: sections.count)
        )
    }

    private func complaint(about name: String) -> String? {
        if name.isEmpty { return "the tag names nothing" }
        if name == "." { return nil }
        if name.hasPrefix(".") {
            return "a name does not begin with a dot as in jq; write {{\(name.drop { $0 == "." })}}"
        }
        if name.hasSuffix(".") || name.contains("..") { return "{{\(name)}} has a dot with no name beside it" }
        if name.contains(where: \.isWhitespace) { return "{{\(name)}} has a space in its name" }
        if name.contains("(") { return "{{\(name)}} calls a function; templates have none, use a jq transform" }
        if let sign = name.first.flatMap({ $0 == "/" ? $0 : nil }) ?? name.first(where: { "#^!&>{}".contains($0) }) {
            return "{{\(name)}} has '\(sign)' in its name; it may only stand right after the opening of a tag"
        }
        return nil
    }

    private func trimmed(_ range: Range<Int>) -> String {
        var slice = source[range]
        while let first = slice.first, isSpace(first) { slice.removeFirst() }
        while let last = slice.last, isSpace(last) { slice.removeLast() }
        return String(decoding: slice, as: UTF8.self)
    }

    // MARK: - Bytes

    /// The range of the delimiter that ends a tag.
    private func end(of start: Int, from: Int, _ delimiter: [UInt8]) throws(TemplateError) -> Range<Int> {
        guard let end = find(delimiter, from: from) else {
            let written = String(decoding: delimiter, as: UTF8.self)
            throw TemplateError("the tag that begins here is not closed by \(written)", at: start)
        }
        return end..<end + delimiter.count
    }

    private mutating func copy(from start: Int, to end: Int) {
        text += source[start..<end]
        position = end
    }

    private mutating func replace(with sigil: String, number: Int? = nil, through end: Int) {
        text += opening
        text += "\(sigil)\(number ?? tags.count - 1)".utf8
        text += closing
        position = end
    }

    private func find(_ wanted: [UInt8], from: Int) -> Int? {
        var index = from
        while index + wanted.count <= source.count {
            if source[index] == wanted[0], source[index..<index + wanted.count].elementsEqual(wanted) { return index }
            index += 1
        }
        return nil
    }
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
}

/// Punctuation that cannot be taken for a part of a name.
private func isDelimiter(_ byte: UInt8) -> Bool {
    "!\"#$%&'+,/:;<>@[\\]^`{|}~".utf8.contains(byte)
}
