import Foundation
import HTTPTypes
import Hummingbird
import Logging
import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockServer

@Suite struct `The description of the API` {
    private static let operations = APIDocument.topics.flatMap(\.operations)
    private static let document = APIDocument(version: "1.2.3").json

    @Test func `has every route, and no other`() {
        let (engine, logger) = (MemoryEngine(), Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let configuration = ServerConfiguration(port: 0, version: "1.2.3", startedAt: MemoryEngine.epoch)
        let api = PenstockAPI(
            engine: engine,
            reloading: NoDirectory(),
            trying: NoDirectory(),
            links: NoDirectory(),
            configuration: configuration,
            logger: logger
        )
        let door = Listener(configuration).door(AccessDesk(engine: engine, logger: logger))
        // What takes any request and answers what its address says has no description that could be checked; each
        // GET answers HEAD too.
        let routes = api.routes(door).routes.map { "\($0.method.rawValue) \($0.path)" }
            .filter { !$0.contains(" /inbox/") && !$0.hasPrefix("HEAD ") }
        let described = Self.operations.map { "\($0.method.rawValue) \($0.path)" }
        #expect(Set(routes).subtracting(described).sorted() == [], "are routes without a description")
        #expect(Set(described).subtracting(routes).sorted() == [], "are described, and are no routes")
        #expect(described.count == Set(described).count)
    }

    @Test func `names each operation once, and each parameter of its path`() {
        let ids = Self.operations.map(\.id)
        #expect(Set(ids).count == ids.count)
        for operation in Self.operations {
            let named = operation.path.matches(of: /\{([a-z_]+)\}/).map { String($0.output.1) }
            #expect(operation.parameters.filter { $0.place == .path }.map(\.name) == named, "\(operation.id)")
            let names = operation.parameters.map { "\($0.place) \($0.name)" }
            #expect(Set(names).count == names.count, "\(operation.id)")
            #expect(operation.statuses.contains { $0 < 300 }, "\(operation.id)")
        }
    }

    /// Pages are for people: they are no part of it.
    @Test func `tells what each operation needs, and has no page`() throws {
        for operation in Self.operations {
            if case .page = operation.access { Issue.record("\(operation.path) is a page") }
        }
        func security(_ pointer: String) -> JSONValue? { Self.document.at("/paths/\(pointer)/security") }
        #expect(security("~1v1~1events/post") == [["token": ["ingest"]]])
        #expect(security("~1v1~1events/get") == [["token": ["read"]]])
        #expect(security("~1v1~1tokens/get") == [["token": ["admin"]]])
        #expect(security("~1healthz/get") == [])
        #expect(Self.document.at("/components/securitySchemes/token/scheme") == "bearer")
    }

    @Test func `has examples that are as it says`() throws {
        for operation in Self.operations {
            for parameter in operation.parameters {
                guard let example = parameter.example else { continue }
                let schema = try JSONSchema(parameter.shape.strictSchema)
                #expect(schema.validate(example) == [], "\(operation.id) \(parameter.name)")
            }
            let forms = operation.body?.forms.map { ($0.shape, $0.examples) } ?? []
            for (shape, examples) in forms + operation.replies.map({ ($0.shape, $0.examples) }) {
                let schema = try JSONSchema(shape.strictSchema, checking: [.dateTime])
                for example in examples {
                    #expect(schema.validate(example.value) == [], "\(operation.id) \(example.name)")
                }
            }
        }
    }

    @Test func `has examples of events that are taken`() async throws {
        let forms = try #require(Self.operations.first { $0.id == "sendEvents" }?.body?.forms)
        try await TestServer.run { server async throws in
            var count = 0
            for form in forms {
                for example in form.examples {
                    let answer = try await server.post(example.value.text, as: form.contentType)
                    #expect(answer.status == 202)
                    count += 1
                }
            }
            #expect(count >= 3)
        }
    }

    @Test func `admits each kind of problem`() throws {
        let schema = try JSONSchema(Shape.problem.strictSchema)
        for kind in ProblemKind.allCases {
            var json = JSONWriter()
            json.problem(Problem(kind, "the detail"))
            #expect(schema.validate(try JSONValue.parse(json.bytes)) == [])
        }
    }

    /// What keeps the description true must notice what is not described.
    @Test func `is held against answers`() {
        func complaints(_ status: Int, _ body: String, as type: String = "application/json") -> [String] {
            let answer = Answer(status: status, headers: ["content-type": type], body: Array(body.utf8))
            return DescribedAnswers.complaints("POST", "/v1/events", answer)
        }
        #expect(complaints(202, #"{"id":"a","duplicate":false,"deliveries":[]}"#) == [])
        #expect(!complaints(202, #"{"id":"a","duplicate":false,"deliveries":[],"more":1}"#).isEmpty)
        #expect(!complaints(202, #"{"id":"a"}"#).isEmpty)
        #expect(!complaints(200, #"{"id":"a","duplicate":false,"deliveries":[]}"#).isEmpty)
        #expect(!complaints(202, "a", as: "text/plain").isEmpty)
        let wrongKind = #"{"type":"/problems/loop","title":"","status":400,"detail":""}"#
        #expect(!complaints(400, wrongKind, as: "application/problem+json").isEmpty)
    }

    @Test func `is answered`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get("/openapi.json")
            #expect(answer.headers["content-type"] == "application/json")
            #expect(try answer.json == Self.document)
            #expect(try answer.json.at("/info/version") == "1.2.3")
        }
    }

    @Test func `tells every kind of problem that a route answers, and its answer of 2xx`() throws {
        let responses = try #require(Self.document.at("/paths/~1v1~1events/post/responses"))
        #expect(
            responses.objectValue?.keys == [
                "202", "400", "401", "403", "413", "415", "421", "422", "429", "500", "503", "507", "508",
            ]
        )
        let types = responses.at("/413/content/application~1problem+json/schema/properties/type/enum")
        #expect(types == ["/problems/body-too-large", "/problems/batch-too-large"])
        #expect(responses.at("/429/headers/Retry-After/schema/type") == "integer")
        #expect(responses.at("/400/content/application~1json/schema/$ref") == "#/components/schemas/BatchAnswer")
    }

    /// A validator that shares no code with ours must agree that it is an OpenAPI document.
    @Test(.enabled(if: Python.has("openapi_spec_validator"), "PENSTOCK_TEST_PYTHON has no openapi-spec-validator"))
    func `is an OpenAPI document`() throws {
        let complaints = try Python.run(
            """
            import json, sys
            from openapi_spec_validator import OpenAPIV31SpecValidator
            print(json.dumps([str(e.message) for e in OpenAPIV31SpecValidator(json.load(sys.stdin)).iter_errors()]))
            """,
            Self.document
        )
        #expect(complaints == [])
    }
}

@Suite struct `The page of problems` {
    @Test func `is as committed`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs/problems.md")
        let committed = try String(contentsOf: file.standardized, encoding: .utf8)
        #expect(committed == ProblemList.markdown, "write it anew: penstock api --problems > docs/problems.md")
    }
}

/// Offers routes that read a directory, and reads none.
private struct NoDirectory: Reloading, Trying, LinkTesting {
    func reload(isTrial: Bool) async throws(ReloadFailure) -> ReloadReport { throw .stopping }
    func trial(_ request: TrialRequest, isChanged: Bool) async throws(TrialFailure) -> TrialAnswer {
        throw .directory(.stopping)
    }
    func compare(last count: Int, pipeline: String?) async throws(TrialFailure) -> HistoryComparison {
        throw .directory(.stopping)
    }
    func test(_ link: LinkRequest) async throws(LinkRefusal) -> JSONValue { throw LinkRefusal(.stopping, "") }
}
