internal import PenstockCore

/// Builds nodes from events, with everything expanded and every complaint noted.
struct Composer: ~Copyable {
    /// How deep sequences and mappings may stand inside each other, as in JSON.
    static let maximumDepth = 64
    /// How many nodes all aliases of a file together may stand for.
    static let maximumExpansion = 10_000
    /// How many values a file may hold, keys and documents included. A thousand pipelines have some fifty thousand.
    static let maximumSize = 250_000
    /// How many members a mapping may have; finding one walks the list (``JSONObject``).
    static let maximumMembers = 1_000
    /// How many lines of a file may begin with `%`. libyaml compares each `%TAG` with all before it, so the time for a
    /// file of nothing else would grow with the square of its length.
    static let maximumDirectives = 100

    /// Composing cannot go on; the reason stands among the problems.
    struct Stop: Error {}

    /// A node with an anchor, and what it costs to have it once more.
    struct Anchored {
        var node: YAMLNode
        var size: Int
        var height: Int
    }

    private let events: EventReader
    let file: String
    let lines: SourceLines
    var problems: [Diagnostic] = []
    /// Whether there are more problems than are told.
    var isFull = false

    /// The anchors of the document so far; nil while the node they name is still open.
    private var anchors: [String: Anchored?] = [:]
    private var size = 0
    private var expansion = 0

    init(_ bytes: [UInt8], file: String) throws(ParseFailure) {
        events = try EventReader(bytes)
        lines = SourceLines(bytes)
        self.file = file
    }

    /// All documents but the empty ones, up to the first failure that cannot be survived.
    mutating func documents() -> [YAMLNode] {
        var documents: [YAMLNode] = []
        if let line = lines.line(Composer.maximumDirectives + 1, beginningWith: UInt8(ascii: "%")) {
            let message = "more than \(Composer.maximumDirectives) directives are in this file"
            complain(Mark(line: line, column: 1), message, expected: "none, as no pipeline needs one")
            return documents
        }
        do throws(Stop) {
            while true {
                let event = try next()
                switch event.kind {
                case .streamEnd: return documents
                case .documentStart:
                    anchors = [:]
                    let event = try next()
                    let root = try node(event, depth: 0)
                    if !event.isEmptyScalar { documents.append(root.node) }
                default: break
                }
            }
        } catch {
            return documents
        }
    }

    // MARK: Nodes

    private mutating func node(_ event: ParseEvent, depth: Int) throws(Stop) -> Anchored {
        let before = size
        size += 1
        guard size <= Composer.maximumSize else {
            complain(
                event.start,
                "more than \(Composer.maximumSize) values are in this file",
                expected: "several files"
            )
            throw Stop()
        }
        switch event.kind {
        case .alias(let name): return try expand(name, event, depth: depth)
        case .scalar(let text, let style, let properties):
            let value = resolve(text, style, properties, event)
            return finish(.scalar(YAMLScalar(text: text, style: style, value: value)), properties, event, before, 0)
        case .sequenceStart(let properties):
            try open(properties, "seq", event, depth: depth)
            var elements: [YAMLNode] = []
            var height = 0
            var last = try next()
            while !last.isEnd {
                let element = try node(last, depth: depth + 1)
                elements.append(element.node)
                height = max(height, element.height)
                last = try next()
            }
            return finish(.sequence(elements), properties, event, before, height + 1, end: last.end)
        case .mappingStart(let properties, let flow):
            try open(properties, "map", event, depth: depth)
            var members = Members()
            var last = try next()
            while !last.isEnd {
                guard members.list.count < Composer.maximumMembers else {
                    let message = "more than \(Composer.maximumMembers) keys are in one mapping"
                    complain(last.start, message, expected: "a table in a file of its own, as lookup reads")
                    throw Stop()
                }
                let key = try node(last, depth: depth + 1)
                let value = try node(try next(), depth: depth + 1)
                members.height = max(members.height, key.height, value.height)
                add(key.node, value.node, to: &members, flow ? event : nil)
                last = try next()
            }
            let kind = members.isTemplate ? text(from: event.start, to: last.end) : .mapping(members.list)
            return finish(kind, properties, event, before, members.height + 1, end: last.end)
        default:
            complain(event.start, "something other than a value stands here")
            throw Stop()
        }
    }

    /// Notes the anchor, refuses tags and too much depth.
    private mutating func open(
        _ properties: ParseEvent.Properties,
        _ own: String,
        _ event: ParseEvent,
        depth: Int
    ) throws(Stop) {
        guard depth < Composer.maximumDepth else {
            complain(event.start, "nested more deeply than \(Composer.maximumDepth) levels")
            throw Stop()
        }
        if let anchor = properties.anchor { anchors[anchor] = .some(nil) }
        if let tag = properties.tag, tag != "!", tag != Composer.core + own { complain(about: tag, event) }
    }

    private mutating func finish(
        _ kind: YAMLNode.Kind,
        _ properties: ParseEvent.Properties,
        _ event: ParseEvent,
        _ before: Int,
        _ height: Int,
        end: Mark? = nil
    ) -> Anchored {
        let node = YAMLNode(kind, at: position(event.start), end: position(end ?? event.end))
        let anchored = Anchored(node: node, size: size - before, height: height)
        if let anchor = properties.anchor { anchors[anchor] = .some(anchored) }
        return anchored
    }

    private mutating func expand(_ name: String, _ event: ParseEvent, depth: Int) throws(Stop) -> Anchored {
        let position = position(event.start)
        let nothing = YAMLNode(
            .scalar(YAMLScalar(text: "", style: .plain, value: .null)),
            at: position,
            end: self.position(event.end)
        )
        switch anchors[name] {
        case .some(.some(var anchored)):
            expansion += anchored.size
            size += anchored.size - 1
            guard expansion <= Composer.maximumExpansion else {
                complain(
                    event.start,
                    "the aliases of this file stand for more than \(Composer.maximumExpansion) values"
                )
                throw Stop()
            }
            guard depth + anchored.height <= Composer.maximumDepth else {
                complain(event.start, "nested more deeply than \(Composer.maximumDepth) levels by '*\(name)'")
                throw Stop()
            }
            anchored.node.position = position
            anchored.node.end = self.position(event.end)
            anchored.node.alias = name
            return anchored
        case .some(.none):
            complain(event.start, "'*\(name)' stands inside of what '&\(name)' names, and would never end")
        case .none:
            complain(
                event.start,
                "no '&\(name)' stands before '*\(name)'",
                expected: "text that begins with '*' in quotes: \"*\(name)\""
            )
        }
        return Anchored(node: nothing, size: 1, height: 0)
    }

    // MARK: Events and places

    private mutating func next() throws(Stop) -> ParseEvent {
        guard !isFull else { throw Stop() }
        do throws(ParseFailure) {
            return try events.next()
        } catch {
            let problem = error.diagnostic(in: lines, file: file)
            if !problems.contains(problem) { problems.append(problem) }
            throw Stop()
        }
    }

    func position(_ mark: Mark) -> SourcePosition {
        lines.position(line: mark.line, column: mark.column, file: file)
    }
}

extension ParseEvent {
    fileprivate var isEnd: Bool { if case .collectionEnd = kind { true } else { false } }

    /// Whether nothing is written here at all.
    fileprivate var isEmptyScalar: Bool {
        if case .scalar("", .plain, let properties) = kind {
            properties.tag == nil && properties.anchor == nil
        } else {
            false
        }
    }
}
