import Foundation
import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import PenstockPlugins
import Testing

@testable import PenstockSources

/// A source that is read from YAML, with the catalog that ships.
struct Sample {
    let source: Source
    static let catalog = Catalog.load(from: shipped).catalog
    static let now = Timestamp("2026-03-04T10:00:00Z") ?? Timestamp(microseconds: 0)
    private static let shipped = URL(fileURLWithPath: #filePath + "/../../../pipelines").standardized.path

    /// - Parameters:
    ///   - yaml: The document, without name.
    ///   - secrets: What references stand for.
    init(_ yaml: String, secrets: [String: String] = ["S": "test-secret"]) throws {
        let directory = NSTemporaryDirectory() + "penstock-sources-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory + "/sources", withIntermediateDirectories: true)
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: directory + "/sources/lms.yaml"))
        let (sources, diagnostics) = PipelineLoader.loadSources(
            directory: directory,
            stageTypes: NoStageTypes(),
            catalog: Self.catalog,
            settings: Settings(),
            lookup: .given(secrets)
        )
        let errors = diagnostics.filter { $0.severity == .error }
        source = try #require(sources["lms"], "\(errors)")
    }

    /// One with a rule of `verify`, which makes events of anything.
    static func verifying(_ rule: String, secrets: [String: String] = ["S": "test-secret"]) throws -> Sample {
        try Sample(
            "methods: [POST, GET]\nverify: \(rule)\nevents: [{ type: user.added, data: { username: login } }]\n",
            secrets: secrets
        )
    }

    /// Why a request is refused; nil when it is verified.
    func refusal(_ request: InboundRequest, at now: Timestamp = Sample.now) throws -> Refusal? {
        do throws(SourceRun.Failure) {
            _ = try SourceRun.receive(request, by: source, at: now)
            return nil
        } catch {
            // What is verified may still be none that can be read.
            guard case .refused(let refusal) = error else { return nil }
            return refusal
        }
    }

    /// The request without what verified it.
    func receive(_ request: InboundRequest, at now: Timestamp = Sample.now) throws -> VerifiedRequest {
        do throws(SourceRun.Failure) {
            return try SourceRun.receive(request, by: source, at: now)
        } catch {
            throw Refused(failure: "\(error)")
        }
    }

    struct Refused: Error { var failure: String }

    func map(_ request: InboundRequest, at now: Timestamp = Sample.now) throws -> Mapping {
        SourceMapper(source, catalog: Self.catalog, thread: 0).map(try receive(request, at: now), at: now)
    }
}

/// No plugin is here.
struct NoStageTypes: StageTypes {
    func find(_: StageKind, _: String) -> (any ConfigurableStageType)? { nil }
    func ids(_: StageKind) -> [String] { [] }
}

extension InboundRequest {
    init(
        _ method: String = "POST",
        hook: String? = nil,
        query: [(String, String)] = [],
        headers: [(String, String)] = [],
        body: String = "",
        address: String? = nil
    ) {
        self.init()
        self.method = method
        self.hook = hook
        self.query = query.map { Field($0, $1) }
        self.headers = headers.map { Field($0, $1) }
        self.body = Array(body.utf8)
        self.address = address
    }

    static func json(_ body: String, hook: String? = nil, headers: [(String, String)] = []) -> InboundRequest {
        InboundRequest(hook: hook, headers: [("Content-Type", "application/json")] + headers, body: body)
    }

    static func form(_ body: String, hook: String? = nil, headers: [(String, String)] = []) -> InboundRequest {
        InboundRequest(
            hook: hook,
            headers: [("content-type", "application/x-www-form-urlencoded")] + headers,
            body: body
        )
    }
}

extension Mapping {
    /// The data of the only event.
    var data: JSONValue? {
        drafts?.first?.data.flatMap { try? JSONValue.parse($0) }
    }
}
