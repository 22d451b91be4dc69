import Foundation
import PenstockJSON
import PenstockTemplates
import Testing

/// Runs every case of the specification's required modules; the table says which are meant to end otherwise.
@Suite struct `The Mustache specification` {
    @Test(arguments: ["comments", "delimiters", "interpolation", "inverted", "partials", "sections"])
    func `holds for every case that is not listed as a deviation`(module: String) throws {
        for example in try cases(of: module) {
            let deviation = deviations["\(module): \(example.name)"]
            let note = Comment(rawValue: "\(module): \(example.name): \(example.template)")
            switch deviation ?? .none {
            case .none:
                #expect(try example.render() == example.expected, note)
            case .missingValueFails:
                let error = #expect(throws: RenderError.self, note) { try example.render() }
                #expect(error?.code == "missing-field", note)
            case .partialRefused:
                let error = #expect(throws: TemplateError.self, note) { try example.render() }
                #expect(error?.message.hasPrefix("partials") == true, note)
            }
        }
    }

    @Test func `lists no deviation that does not exist`() throws {
        var known: Set<String> = []
        for module in ["comments", "delimiters", "interpolation", "inverted", "partials", "sections"] {
            known.formUnion(try cases(of: module).map { "\(module): \($0.name)" })
        }
        #expect(known.count == 114)
        #expect(Set(deviations.keys).subtracting(known).isEmpty)
    }
}

private enum Deviation {
    case none
    /// The specification renders a missing value as nothing. A mail to nobody or a webhook with a hole must not leave,
    /// so it is an error that names the value; optional values are written in a section.
    case missingValueFails
    /// A template stands in one place of a pipeline and is read whole by the person who writes it. Partials would need
    /// a second place to look for files, and an unknown one renders as nothing, which is the same hole.
    case partialRefused
}

private let deviations: [String: Deviation] = [
    "interpolation: Basic Context Miss Interpolation": .missingValueFails,
    "interpolation: Triple Mustache Context Miss Interpolation": .missingValueFails,
    "interpolation: Ampersand Context Miss Interpolation": .missingValueFails,
    "interpolation: Dotted Names - Broken Chains": .missingValueFails,
    "interpolation: Dotted Names - Broken Chain Resolution": .missingValueFails,
    "interpolation: Dotted Names - Context Precedence": .missingValueFails,
    "delimiters: Partial Inheritence": .partialRefused,
    "delimiters: Post-Partial Behavior": .partialRefused,
    "partials: Basic Behavior": .partialRefused,
    "partials: Failed Lookup": .partialRefused,
    "partials: Context": .partialRefused,
    "partials: Recursion": .partialRefused,
    "partials: Surrounding Whitespace": .partialRefused,
    "partials: Inline Indentation": .partialRefused,
    "partials: Standalone Line Endings": .partialRefused,
    "partials: Standalone Without Previous Line": .partialRefused,
    "partials: Standalone Without Newline": .partialRefused,
    "partials: Standalone Indentation": .partialRefused,
    "partials: Padding Whitespace": .partialRefused,
]

private struct Example {
    var name: String
    var template: String
    var data: JSONValue
    var expected: String

    /// As HTML, the specification's escape; a case that leaves the escape out runs where that is allowed.
    func render() throws -> String {
        let isUnescaped = template.contains("{{{") || template.contains("{{&")
        let template = try MustacheTemplate(template, place: isUnescaped ? .none : .html)
        return try template.render(TemplateContext(body: data.serialized(), event: []))
    }
}

private func cases(of module: String) throws -> [Example] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appendingPathComponent("Fixtures/mustache-spec/\(module).json")
    let document = try JSONValue.parse(Array(try Data(contentsOf: file)))
    return try #require(document["tests"]?.arrayValue).map { test in
        Example(
            name: try #require(test["name"]?.stringValue),
            template: try #require(test["template"]?.stringValue),
            data: test["data"] ?? .null,
            expected: try #require(test["expected"]?.stringValue)
        )
    }
}
