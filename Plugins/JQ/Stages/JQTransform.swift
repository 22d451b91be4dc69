internal import CJQ
package import PenstockPluginKit

/// The transform `jq`: an expression whose one output becomes the body.
package struct JQTransform: Transform, ForeseeingStage {
    /// What stands under `with:`.
    package struct Configuration: Decodable {
        var expression: String
        var headers: [String: String]?

        /// The expressions of the headers, by their names.
        fileprivate var fields: [(name: String, expression: Expression)] {
            (headers ?? [:]).sorted { $0.key < $1.key }.map { name, text in
                let token = name.replacing("~", with: "~0").replacing("/", with: "~1")
                return (name, Expression(pointer: "/headers/\(token)", text: text))
            }
        }

        /// All expressions, that of the body first.
        fileprivate var all: [Expression] {
            [Expression(pointer: "/expression", text: expression)] + fields.map(\.expression)
        }
    }

    package static let id = "jq"
    package static let summary = "Makes a new JSON body, and headers, with jq expressions"
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "jq",
          "description": "Makes a new body with an expression of jq 1.6. Its one output becomes the body, as compact JSON of type application/json.",
          "type": "object",
          "additionalProperties": false,
          "required": ["expression"],
          "examples": [{ "expression": "{person: .data.username, score: .data.score}", "headers": { "X-Course": ".data.course_name" } }],
          "properties": {
            "expression": {
              "description": "The expression of the new body. It starts at the old one; $event is the event; now is the time of the try. There is no environment and no second input. Numbers are floating-point: integers beyond 2^53 lose digits, so keep long ids as strings.",
              "type": "string", "minLength": 1,
              "examples": ["{person: .data.username, course: .data.catalog_id, score: (.data.score | tonumber)}"]
            },
            "headers": {
              "description": "Headers for the transport: a name, and an expression that starts at the old body and yields one string.",
              "type": "object",
              "propertyNames": {"pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"},
              "additionalProperties": {"type": "string", "minLength": 1},
              "examples": [{"X-Course": ".data.catalog_id"}]
            }
          }
        }
        """#

    private let compiled: Compiled
    /// The names of the headers, in the order of their expressions; empty: the program yields the body itself.
    private let headers: [String]
    /// Only in the instance of a thread.
    private let program: Program?

    package static func foresee(_ configurations: [Configuration]) {
        Foresight.check(configurations.flatMap(\.all))
    }

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        let all = configuration.all
        headers = configuration.fields.map(\.name)
        compiled = try Compiled(headers.isEmpty ? Source(all[0]) : Source(all: all), uses: all, setup)
        program = nil
    }

    private init(_ shared: JQTransform, _ program: Program) {
        compiled = shared.compiled
        headers = shared.headers
        self.program = program
    }

    package func instance(onThread index: Int) throws -> JQTransform {
        JQTransform(self, try compiled.program())
    }

    package func transform(
        _ message: Message,
        into output: Output,
        _ call: Call
    ) throws(StageFailure) -> BodyVerdict {
        guard let program else { throw .permanent("no-program", "the transform was called without an instance") }
        program.start(try compiled.input(message, call))
        let first = program.next()
        if let message = first.message { throw .ofProgram(message) }
        if headers.isEmpty {
            guard first.isValid else { throw JQTransform.outputs("the expression", "nothing") }
            let second = program.next()
            if let message = second.message { throw .ofProgram(message) }
            if second.isValid { throw JQTransform.outputs("the expression", "several") }
            try JQTransform.write(first, into: output)
            return .wrote
        }
        guard first.count == headers.count + 1 else {
            throw JQTransform.outputs("one of the expressions", "something else: its brackets do not match")
        }
        let body = try JQTransform.only(first[0], of: "the expression")
        for (index, name) in headers.enumerated() {
            let value = try JQTransform.only(first[index + 1], of: "the expression of header \(name)")
            guard let text = value.text else {
                throw .permanent(
                    "jq-header",
                    "the expression of header \(name) yields a string, and this one yielded \(value.article)"
                )
            }
            guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .permanent(
                    "jq-header",
                    "the value of header \(name) has a line break or another control character"
                )
            }
            output.setHeader(name, text)
        }
        try JQTransform.write(body, into: output)
        return .wrote
    }

    private static func write(_ value: borrowing Value, into output: Output) throws(StageFailure) {
        try value.json { (json) throws(StageFailure) in try output.append(json) }
        output.setContentType("application/json")
    }

    /// The one output among those of an expression.
    private static func only(_ outputs: consuming Value, of what: String) throws(StageFailure) -> Value {
        guard outputs.count == 1 else { throw JQTransform.outputs(what, outputs.count == 0 ? "nothing" : "several") }
        return outputs[0]
    }

    private static func outputs(_ what: String, _ found: String) -> StageFailure {
        .permanent("jq-outputs", "\(what) yields one output, and it yielded \(found)")
    }
}

extension Value {
    /// The kind with its article, for sentences: `an object`, `null`.
    var article: String {
        switch kind {
        case JV_KIND_NULL, JV_KIND_TRUE, JV_KIND_FALSE: jsonText
        case JV_KIND_ARRAY, JV_KIND_OBJECT: "an \(kindName)"
        default: "a \(kindName)"
        }
    }
}
