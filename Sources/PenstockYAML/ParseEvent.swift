/// A place in YAML text as libyaml counts it.
struct Mark: Equatable {
    /// From 1.
    var line: Int
    /// From 1, in characters.
    var column: Int
}

/// One step through a YAML stream.
struct ParseEvent {
    /// What may stand before a node.
    struct Properties {
        var anchor: String?
        var tag: String?
    }

    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(String, YAMLScalar.Style, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties, flow: Bool)
        case collectionEnd
    }

    var kind: Kind
    var start: Mark
    var end: Mark
}

/// What libyaml says when it cannot go on.
struct ParseFailure: Error {
    /// What is wrong, in libyaml's words.
    var problem: String
    /// Where; nil when only the byte is known.
    var problemMark: Mark?
    /// Which byte is wrong, when the text is not even text.
    var problemByte: Int?
    /// What libyaml was about, such as "while parsing a block mapping".
    var context: String?
    /// Where that began.
    var contextMark: Mark?
}
