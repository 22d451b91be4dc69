import Foundation
import PenstockJSON
import PenstockPipelines
import Testing

/// The committed schemas, by our own validator and by Python's `jsonschema`.
@Suite struct `The committed schemas` {
    @Test(arguments: ShippedFile.all)
    func `admit what ships, which names them`(file: ShippedFile) throws {
        let schema = try JSONSchema(try ShippedFile.schema(file.kind))
        let documents = file.documents()
        #expect(!documents.isEmpty)
        for document in documents { #expect(schema.validate(document) == []) }
        let heads =
            ([file.text[...]] + file.text.split(separator: "\n---\n", omittingEmptySubsequences: false).dropFirst())
            .map { String($0.prefix { $0 != "\n" }) }
        #expect(heads == Array(repeating: file.comment, count: documents.count))
    }

    @Test(arguments: Self.wrong)
    func `refuse what is wrong`(kind: EditorSchema.File, text: String) throws {
        let schema = try JSONSchema(try ShippedFile.schema(kind))
        let documents = ShippedFile.documents(text)
        try #require(documents.count == 1)
        #expect(!schema.isValid(documents[0]))
    }

    @Test(arguments: Self.right)
    func `admit what is right`(kind: EditorSchema.File, text: String) throws {
        let schema = try JSONSchema(try ShippedFile.schema(kind))
        for document in ShippedFile.documents(text) { #expect(schema.validate(document) == []) }
    }

    /// A validator that shares no code with ours must agree.
    @Test(.enabled(if: Self.hasJSONSchema, "PENSTOCK_TEST_PYTHON names no interpreter with jsonschema"))
    func `are judged so by another validator too`() throws {
        let shipped = ShippedFile.all.map { ($0.kind, $0.text, true) }
        let cases = shipped + Self.right.map { ($0.0, $0.1, true) } + Self.wrong.map { ($0.0, $0.1, false) }
        let instances = cases.flatMap { kind, text, isRight in
            ShippedFile.documents(text).map { ["schema": .string(kind.rawValue), "instance": $0] as JSONValue }
        }
        let schemas = try EditorSchema.File.allCases.map { (key: $0.rawValue, value: try ShippedFile.schema($0)) }
        let answer = try Self.python(
            """
            import json, sys, jsonschema
            asked = json.load(sys.stdin)
            validators = {}
            for name, schema in asked["schemas"].items():
                jsonschema.Draft202012Validator.check_schema(schema)
                validators[name] = jsonschema.Draft202012Validator(schema)
            print(json.dumps([validators[i["schema"]].is_valid(i["instance"]) for i in asked["instances"]]))
            """,
            ["schemas": .object(JSONObject(schemas)), "instances": .array(instances)]
        )
        let expected = cases.flatMap { _, text, isRight in
            ShippedFile.documents(text).map { _ in JSONValue.bool(isRight) }
        }
        #expect(answer.arrayValue == expected)
    }

    private static let interpreter = ProcessInfo.processInfo.environment["PENSTOCK_TEST_PYTHON"]

    private static var hasJSONSchema: Bool { (try? python("import jsonschema; print(1)", .null)) == 1 }

    /// Runs a program that reads JSON and prints JSON.
    private static func python(_ program: String, _ input: JSONValue) throws -> JSONValue {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(interpreter))
        process.arguments = ["-c", program]
        let directory = try PipelineDirectory(["input": input.text])
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(directory.path)/input"))
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONValue.parse(Array(answer))
    }
}
