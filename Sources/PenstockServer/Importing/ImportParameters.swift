internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines
internal import PenstockSources

/// How the rows of an import are mapped, as the query of `POST /v1/imports` says it.
struct ImportParameters: Sendable {
    /// What a row is.
    enum Form: Sendable {
        /// An event, as `POST /v1/events` takes one.
        case event
        /// The body of a request to a source.
        case request(Source, hook: String?)
        /// The data of an event of one type, as texts.
        case table(TableColumns)
    }

    /// What the events are marked with.
    let name: String
    let form: Form
    /// Whether rows are mapped and checked, and nothing is stored.
    let isDry: Bool

    static let names = [
        "name", "source", "hook", "type", "column", "id_column", "time_column", "zone", "dry_run",
    ]
    /// Those that say what columns mean.
    private static let ofTables = ["column", "id_column", "time_column", "zone"]

    init(_ reader: QueryReader, engine: some EngineService) throws(Problem) {
        name = try Self.name(try reader.text("name") ?? "import")
        isDry = try reader.flag("dry_run")
        let (source, type, hook) = (try reader.text("source"), try reader.text("type"), try reader.text("hook"))
        if source != nil, type != nil {
            throw Problem(
                .invalidParameter,
                "'source' and 'type' exclude each other: a source says of which type a row is"
            )
        }
        if hook != nil, source == nil {
            throw Problem(.invalidParameter, "'hook' is the part of the path behind a source; name that with 'source'")
        }
        if type == nil, let column = Self.ofTables.first(where: { !reader.all($0).isEmpty }) {
            throw Problem(
                .invalidParameter,
                "'\(column)' says what a column means; name the type of the rows with 'type'"
            )
        }
        if let source {
            form = .request(try engine.source(source), hook: hook)
        } else if let type {
            form = .table(try Self.columns(type, reader))
        } else {
            form = .event
        }
    }

    /// A name may end in a header and in a table for people.
    private static func name(_ text: String) throws(Problem) -> String {
        let longest = ImportMark.longestName
        let isFit = text.utf8.count <= longest && !text.unicodeScalars.contains(where: \.steersText)
        guard isFit else {
            throw Problem(.invalidParameter, "'name' has at most \(longest) bytes, and no control characters")
        }
        return text
    }

    private static func columns(_ type: String, _ reader: QueryReader) throws(Problem) -> TableColumns {
        var columns = TableColumns(type: type)
        for text in reader.all("column") {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
                text.index(after: equals) < text.endIndex
            else {
                throw Problem(.invalidParameter, "'column' is '\(text)'; it takes COLUMN=FIELD, such as points=score")
            }
            let column = String(text[..<equals])
            guard columns.renames[column] == nil else {
                throw Problem(.invalidParameter, "the column '\(column)' is given two names")
            }
            columns.renames[column] = String(text[text.index(after: equals)...])
        }
        columns.id = try reader.text("id_column")
        columns.time = try reader.text("time_column")
        guard let name = try reader.text("zone") else { return columns }
        guard let zone = Zone(name) else {
            throw Problem(
                .invalidParameter,
                "'zone' is '\(name)', which is no time zone of the IANA database such as Europe/Berlin"
            )
        }
        columns.zone = zone
        return columns
    }
}
