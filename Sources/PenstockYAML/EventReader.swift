internal import CYAML
internal import PenstockCore

/// A libyaml parser and the bytes it reads, freed exactly once.
@safe struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    /// Bytes that the parser is not shown: libyaml would count a byte order mark as a column.
    private let skipped: Int

    /// Begins to read a copy of the bytes.
    /// - Throws: when there is no memory for it.
    init(_ bytes: [UInt8]) throws(ParseFailure) {
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: bytes.count)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            unsafe input.deallocate()
            throw ParseFailure(problem: "could not allocate memory")
        }
        _ = unsafe input.initialize(from: bytes)
        skipped = SourceLines.markLength(of: bytes)
        let text = unsafe UnsafeBufferPointer(rebasing: input[skipped...])
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        // Without this, the first bytes could turn the text into UTF-16.
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// Reads the next event; not to be called after the end of the stream or after a failure.
    func next() throws(ParseFailure) -> ParseEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe ParseEvent(
            kind: EventReader.kind(of: event),
            start: Mark(event.start_mark),
            end: Mark(event.end_mark)
        )
    }

    private static func kind(of event: yaml_event_t) -> ParseEvent.Kind {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(unsafe text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let content = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let properties = unsafe ParseEvent.Properties(anchor: text(scalar.anchor), tag: text(scalar.tag))
            return unsafe .scalar(String(decoding: content, as: UTF8.self), style(scalar.style), properties)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe .sequenceStart(ParseEvent.Properties(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            let properties = unsafe ParseEvent.Properties(anchor: text(start.anchor), tag: text(start.tag))
            return unsafe .mappingStart(properties, flow: start.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        default: return .streamEnd
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .single
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .double
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private func failure() -> ParseFailure {
        let state = unsafe parser.pointee
        let isReading = unsafe state.error == YAML_READER_ERROR
        let context = unsafe state.context.map { unsafe String(cString: $0) }
        return unsafe ParseFailure(
            problem: state.problem.map { unsafe String(cString: $0) } ?? "could not allocate memory",
            problemMark: isReading ? nil : Mark(state.problem_mark),
            problemByte: isReading ? skipped + state.problem_offset : nil,
            context: context,
            contextMark: context == nil ? nil : Mark(state.context_mark)
        )
    }

    private static func text(_ raw: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let raw = unsafe raw else { return nil }
        return unsafe String(cString: raw)
    }
}

extension Mark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
