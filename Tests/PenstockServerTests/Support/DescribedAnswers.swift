import HTTPTypes
import PenstockJSON
import PenstockPipelines
import Synchronization

@testable import PenstockServer

/// Compares answers with what the description of the API says of them.
enum DescribedAnswers {
    /// What an answer has that nobody described; empty where it is as described.
    static func complaints(_ method: String, _ target: String, _ answer: Answer) -> [String] {
        let path = String(target.prefix { $0 != "?" })
        let known = operations.filter { matches($0.path, path) }
        guard !known.isEmpty else {
            // Pages are for people, and are not described; beneath `/v1` there is none.
            return path.hasPrefix("/v1/") && answer.status < 400 ? ["\(target) is not described"] : []
        }
        guard let operation = known.first(where: { $0.method.rawValue == (method == "HEAD" ? "GET" : method) }) else {
            // Who asks is looked at before what for.
            let isRefused = [401, 403, 404, 405, 421, 429].contains(answer.status)
            return isRefused ? [] : ["\(method) \(target) is not described, and answers \(answer.status)"]
        }
        // A server without a directory has no routes that read it.
        if answer.problem == "not-found", answer.detail.hasPrefix("nothing answers at") { return [] }
        let place = "\(operation.method.rawValue) \(operation.path) \(answer.status)"
        guard operation.statuses.contains(answer.status) else { return ["\(place) is not described"] }
        let type = MediaType(answer.headers["content-type"] ?? "").name
        guard let schema = schema(of: operation, answer.status, type) else {
            return ["\(place) as '\(type)' is not described"]
        }
        guard method != "HEAD", type == "application/json" || type.hasSuffix("+json") else { return [] }
        guard let json = try? answer.json else { return ["\(place) is no JSON"] }
        return schema.validate(json).map { "\(place): \($0.pointer) \($0.message)" }
    }

    private static let operations = APIDocument.topics.flatMap(\.operations)
    private static let schemas = Mutex<[String: JSONSchema]>([:])

    private static func schema(of operation: Operation, _ status: Int, _ type: String) -> JSONSchema? {
        let key = "\(operation.id) \(status) \(type)"
        if let schema = schemas.withLock({ $0[key] }) { return schema }
        guard let shape = shape(of: operation, status, type),
            let schema = try? JSONSchema(shape.strictSchema, checking: [.dateTime])
        else { return nil }
        schemas.withLock { $0[key] = schema }
        return schema
    }

    private static func shape(of operation: Operation, _ status: Int, _ type: String) -> Shape? {
        if type == Problem.contentType {
            let kinds = operation.allProblems.filter { $0.status == status }
            return kinds.isEmpty ? nil : .problem(of: kinds)
        }
        return operation.replies.first { $0.status == status && $0.contentType == type }?.shape
    }

    private static func matches(_ template: String, _ path: String) -> Bool {
        let (template, path) = (template.split(separator: "/"), path.split(separator: "/"))
        return template.count == path.count
            && zip(template, path).allSatisfy { part, text in part.hasPrefix("{") || part == text }
    }
}
