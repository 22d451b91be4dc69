internal import PenstockJSON
package import PenstockPluginKit

/// Transform `lookup`: adds to the body what a directory, such as a file of people, knows about one of its fields.
package struct LookupTransform: Transform {
    /// What `with:` holds.
    package struct Configuration: Decodable {
        var file: String?
        var from: Origin?
        var directory: String?
        var key: String
        var column: String?
        var into: String
        var missing: Missing?
    }

    /// Where rows come from that stand in no file.
    enum Origin: String, Decodable {
        case events
    }

    /// What becomes of a delivery whose key the directory does not have.
    enum Missing: String, Decodable {
        case hold, skip, fail
    }

    package static let id = "lookup"
    package static let summary =
        "Adds a row of a directory (CSV, NDJSON, or what events have told), found by a field of the body."
    package static let schema = #"""
        {
          "type": "object",
          "required": ["key", "into"],
          "examples": [
            { "file": "people.csv", "key": "/data/username", "column": "username", "into": "/data/person" },
            { "from": "events", "key": "/data/username", "into": "/data/person" }
          ],
          "additionalProperties": false,
          "properties": {
            "file": {
              "description": "The directory: CSV with a header row (.csv, comma-separated, UTF-8), or one JSON object a line (.ndjson, .jsonl), relative to the pipeline's file. It is read again when it changes; replace it by renaming a finished file over it.",
              "type": "string", "minLength": 1, "x-penstock-file": true, "examples": ["people.csv"],
              "x-penstock-sample": "username,name,email\nlearner1,Ada,ada@example.com\n"
            },
            "from": {
              "description": "events looks in the directory that grows by events, such as user.added: the catalog says which, and a row is the data of the newest. Beside a file, it is asked where the file has no row.",
              "enum": ["events"], "examples": ["events"]
            },
            "directory": {
              "description": "With from: the directory's name, 'as' in the catalog; people where it is left out.",
              "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 100, "examples": ["people"]
            },
            "key": {
              "description": "JSON Pointer to the field of the body whose value is looked up.",
              "type": "string", "pattern": "^/", "examples": ["/data/username"]
            },
            "column": {
              "description": "The column of the file, or the member of each line's object, that holds the keys. Compared exactly, letter for letter.",
              "type": "string", "minLength": 1, "examples": ["username"]
            },
            "into": {
              "description": "JSON Pointer to where the row is added to the body, as an object with a text per column (from NDJSON and events: the object as it stands). What is there already is replaced.",
              "type": "string", "pattern": "^/", "x-penstock-adds": true, "examples": ["/data/person"]
            },
            "missing": {
              "description": "What becomes of a delivery whose key is not in the directory: fail ends it as a dead letter that names the key; hold lets it wait and try again by the pipeline's schedule, until the directory has the key; skip goes on without the row.",
              "enum": ["hold", "skip", "fail"], "default": "fail"
            }
          }
        }
        """#

    private let source: Source
    private let key: JSONPointer
    private let into: JSONPointer
    private let insertion: JSONInsertion
    private let missing: Missing

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        missing = configuration.missing ?? .fail
        key = try pointer(configuration.key, "/key")
        into = try pointer(configuration.into, "/into")
        insertion = JSONInsertion(at: into)
        source = try Source(configuration, setup)
        setup.reads(configuration.key, at: "/key")
    }

    package func transform(
        _ message: Message,
        into output: Output,
        _ call: Call
    ) throws(StageFailure) -> BodyVerdict {
        let wanted = try message.body.withSpan { (body) throws(StageFailure) in try wantedKey(in: body) }
        guard let row = try source.row(of: wanted, call) else { return try absent(wanted, call) }
        try message.body.withSpan { (body) throws(StageFailure) in
            let edit = try edit(body)
            try output.reserve(body.count + edit.before.count + row.count + edit.after.count)
            try output.append(body.extracting(0..<edit.range.lowerBound))
            try output.append(edit.before)
            try output.append(row)
            try output.append(edit.after)
            try output.append(body.extracting(edit.range.upperBound..<body.count))
        }
        return .wrote
    }

    private func wantedKey(in body: Span<UInt8>) throws(StageFailure) -> String {
        do throws(JSONError) {
            try JSONScanner.validate(body)
        } catch {
            throw .permanent(
                "body-not-json",
                "lookup reads \(key), but the body is not JSON: \(error.message), byte \(error.offset)"
            )
        }
        guard let range = JSONScanner.range(of: key, in: body) else {
            throw .permanent("missing-field", "lookup reads \(key), but the body has none")
        }
        let value: String?
        switch JSONScanner.kind(body, at: range) {
        case .string: value = JSONScanner.string(body, in: range)
        case .number: value = JSONScanner.number(body, in: range)?.text
        case .null: throw .permanent("missing-field", "lookup reads \(key), but it is null")
        default: value = nil
        }
        guard let value else {
            throw .permanent("not-a-key", "lookup reads \(key), which must be a text or a number to be looked up")
        }
        guard !value.isEmpty else { throw .permanent("missing-field", "lookup reads \(key), but it is empty") }
        return value
    }

    private func absent(_ wanted: String, _ call: Call) throws(StageFailure) -> BodyVerdict {
        let text = source.absence(of: wanted)
        switch missing {
        case .skip:
            call.explain("\(text); the body stays as it was")
            return .unchanged
        case .fail:
            throw .permanent("lookup-missing", "\(text); add it and retry")
        case .hold:
            // Waiting for one person must not stop everybody else, so this is a failure that passes by itself, and not
            // one of the configuration, which would hold the pipeline.
            throw .transient("lookup-missing", "\(text); the delivery waits until it has")
        }
    }

    private func edit(_ body: Span<UInt8>) throws(StageFailure) -> JSONInsertion.Edit {
        do throws(JSONInsertion.Obstacle) {
            return try insertion.edit(body)
        } catch {
            let place = error.pointer.isEmpty ? "the body" : error.pointer
            throw .permanent("not-an-object", "lookup adds \(into), but \(place) is no object: \(error.kind)")
        }
    }
}

private func pointer(_ text: String, _ place: String) throws(ConfigurationProblem) -> JSONPointer {
    do throws(JSONError) {
        let pointer = try JSONPointer(text)
        guard !pointer.tokens.isEmpty else {
            throw JSONError(message: "this is the whole body; name a place in it, such as /data/person", offset: 0)
        }
        return pointer
    } catch {
        throw ConfigurationProblem(at: place, offset: error.offset, error.message)
    }
}
