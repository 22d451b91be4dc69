internal import CJQ
package import PenstockPluginKit

/// The filter `jq`: an expression that yields `true` or `false`, once.
package struct JQFilter: Filter, ForeseeingStage {
    /// What stands under `with:`.
    package struct Configuration: Decodable {
        var expression: String

        fileprivate var whole: Expression { Expression(pointer: "/expression", text: expression) }
    }

    package static let id = "jq"
    package static let summary = "Lets a message pass when a jq expression yields true"
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "jq",
          "description": "Lets a message pass when an expression of jq 1.6 yields true, and drops it on false; anything else, and more or less than one output, is a failure.",
          "type": "object",
          "additionalProperties": false,
          "required": ["expression"],
          "examples": [{ "expression": ".data.score >= 80" }],
          "properties": {
            "expression": {
              "description": "The expression. It starts at the body; $event is the event; now is the time of the try. There is no environment and no second input. Numbers are floating-point: integers beyond 2^53 lose digits.",
              "type": "string", "minLength": 1,
              "examples": [".data.score >= 80", ".data.department == \"IT\" and $event.type == \"course.completed\""]
            }
          }
        }
        """#

    private let compiled: Compiled
    private let expression: String
    /// Only in the instance of a thread.
    private let program: Program?

    package static func foresee(_ configurations: [Configuration]) {
        Foresight.check(configurations.map(\.whole))
    }

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        let expression = configuration.whole
        compiled = try Compiled(Source(expression), uses: [expression], setup)
        self.expression = expression.text
        program = nil
    }

    private init(_ shared: JQFilter, _ program: Program) {
        compiled = shared.compiled
        expression = shared.expression
        self.program = program
    }

    package func instance(onThread index: Int) throws -> JQFilter {
        JQFilter(self, try compiled.program())
    }

    package func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        guard let program else { throw .permanent("no-program", "the filter was called without an instance") }
        program.start(try compiled.input(message, call))
        let verdict = program.next()
        guard verdict.isValid else {
            if let message = verdict.message { throw .ofProgram(message) }
            throw .permanent(
                "jq-outputs",
                "the jq expression of a filter yields one true or false, and this one yielded nothing"
            )
        }
        let passes = verdict.kind == JV_KIND_TRUE
        guard passes || verdict.kind == JV_KIND_FALSE else {
            throw .permanent(
                "jq-outputs",
                "the jq expression of a filter yields one true or false, and this one yielded \(verdict.article)"
            )
        }
        let second = program.next()
        if let message = second.message { throw .ofProgram(message) }
        if second.isValid {
            throw .permanent(
                "jq-outputs",
                "the jq expression of a filter yields one true or false, and this one yielded several"
            )
        }
        if passes { return .pass }
        call.explain("the expression is false: \(expression.prefix(120))")
        return .drop
    }
}
