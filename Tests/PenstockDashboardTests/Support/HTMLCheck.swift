/// Reads a document as strictly as the dashboard writes it, and says what is wrong with it: tags that do not nest,
/// attributes without quotes, inline style and script, names that lead nowhere, tables that say nothing of themselves.
struct HTMLCheck {
    struct Tag {
        var name: String
        var attributes: [(name: String, value: String)]

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    private(set) var complaints: [String] = []
    private(set) var tags: [Tag] = []
    /// All that stands between tags.
    private(set) var text = ""

    private static let void: Set<String> = ["meta", "link", "img", "input", "br"]

    init(_ html: String) {
        var rest = html[...]
        var open: [String] = []
        if rest.hasPrefix("<!DOCTYPE html>") { rest = rest.dropFirst("<!DOCTYPE html>".count) }
        while let start = rest.unicodeScalars.firstIndex(of: "<") {
            text += rest[..<start]
            rest = rest[rest.unicodeScalars.index(after: start)...]
            guard let end = rest.unicodeScalars.firstIndex(of: ">") else {
                complaints.append("a tag has no end")
                break
            }
            let inside = rest[..<end]
            rest = rest[rest.unicodeScalars.index(after: end)...]
            if inside.hasPrefix("/") {
                let name = String(inside.dropFirst())
                if open.popLast() != name { complaints.append("</\(name)> closes what is not open") }
            } else if let tag = read(inside) {
                tags.append(tag)
                if !Self.void.contains(tag.name) { open.append(tag.name) }
            }
        }
        text += rest
        if !open.isEmpty { complaints.append("never closed: \(open.joined(separator: " "))") }
        checkAmpersands(html)
        checkRules()
    }

    private mutating func read(_ inside: Substring) -> Tag? {
        let name = inside.prefix { $0.isLetter || $0.isNumber }
        guard !name.isEmpty else {
            complaints.append("<\(inside.prefix(20))…> is no tag")
            return nil
        }
        var tag = Tag(name: String(name), attributes: [])
        var rest = inside.dropFirst(name.count)
        while let start = rest.firstIndex(where: { $0 != " " && $0 != "\n" }) {
            rest = rest[start...]
            let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
            rest = rest.dropFirst(key.count)
            guard !key.isEmpty else {
                complaints.append("<\(name)> has the attribute '\(rest.prefix(20))'")
                return tag
            }
            guard rest.first == "=" else {
                tag.attributes.append((String(key), ""))
                continue
            }
            rest = rest.dropFirst()
            let scalars = rest.unicodeScalars
            guard scalars.first == "\"", let end = scalars.dropFirst().firstIndex(of: "\"") else {
                complaints.append("\(key) of <\(name)> has no quotes")
                return tag
            }
            tag.attributes.append((String(key), String(rest[scalars.index(after: scalars.startIndex)..<end])))
            rest = rest[scalars.index(after: end)...]
        }
        return tag
    }

    private mutating func checkAmpersands(_ html: String) {
        for piece in html.unicodeScalars.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        where !["amp;", "lt;", "gt;", "quot;", "#39;", "#13;"].contains(where: { piece.starts(with: $0.unicodeScalars) }
        ) {
            complaints.append("an ampersand stands alone before '\(String(piece).prefix(10))'")
        }
    }

    private mutating func checkRules() {
        let ids = tags.compactMap { $0["id"] }
        if Set(ids).count != ids.count { complaints.append("an id is there twice: \(ids)") }
        for tag in tags {
            for (name, value) in tag.attributes {
                if name.hasPrefix("on") || name == "style" { complaints.append("<\(tag.name)> has \(name)") }
                if ["for", "aria-labelledby", "aria-describedby"].contains(name) {
                    for id in value.split(separator: " ") where !ids.contains(String(id)) {
                        complaints.append("\(name) leads to '\(id)', which is not there")
                    }
                }
                let isAddress = ["href", "src", "action"].contains(name)
                if isAddress, !value.hasPrefix("/"), !value.hasPrefix("#") { complaints.append("\(name) is \(value)") }
                if isAddress, value.hasPrefix("//") { complaints.append("\(name) leads to another host: \(value)") }
            }
            switch tag.name {
            case "script" where tag["src"] == nil: complaints.append("a script stands in the page")
            case "style", "iframe", "object", "base": complaints.append("there is <\(tag.name)>")
            case "th" where tag["scope"] == nil: complaints.append("a heading of a table has no scope")
            case "img" where tag["alt"] == nil: complaints.append("a picture has no words")
            case "nav" where tag["aria-label"] == nil: complaints.append("a way through has no name")
            default: break
            }
        }
        let (tables, captions) = (count("table"), count("caption"))
        if tables != captions { complaints.append("\(tables) tables have \(captions) captions") }
        if count("h1") != 1 { complaints.append("there are \(count("h1")) headings of the first level") }
        // A list has a second one, to its other pages.
        if count("main") != 1 || !(1...2).contains(count("nav")) { complaints.append("a landmark is missing") }
    }

    func count(_ name: String) -> Int { tags.count { $0.name == name } }
}
