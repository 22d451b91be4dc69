internal import CProcess
internal import Foundation
internal import PenstockCore
internal import PenstockJSON

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

/// Talks to the HTTP API of a running server.
struct Client: Sendable {
    static let standardAddress = "http://127.0.0.1:8080"

    let base: String
    private let token: String?
    /// Between here and a server whose authority the system does not know.
    private let relay: TLSRelay?
    private let session: URLSession
    static let timeout: TimeInterval = 30

    /// Takes an address such as `http://127.0.0.1:8080` or `127.0.0.1:8080`; nil for what is none.
    /// - Parameter authorities: A file with the certificates of those that are trusted; nil for the system's.
    /// - Throws: ``CommandFailure`` when that file cannot be used.
    init?(_ text: String, token: String? = nil, authorities: String? = nil) throws {
        let address = text.contains("://") ? text : "http://\(text)"
        guard let url = URLComponents(string: address), url.scheme == "http" || url.scheme == "https",
            let host = url.host, !host.isEmpty, url.query == nil, url.fragment == nil
        else { return nil }
        base = address.withoutTrailingSlashes
        self.token = token
        relay =
            try authorities.map { file in
                guard url.scheme == "https" else {
                    throw CommandFailure("--ca-file is for a server that speaks TLS: --server https://…")
                }
                let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
                return try TLSRelay(to: name, port: url.port ?? 443, authorities: file)
            }
        if relay != nil || ["127.0.0.1", "::1", "[::1]", "localhost"].contains(host) { cprocess_forget_proxies() }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = Self.timeout
        session = URLSession(configuration: configuration)
    }

    /// Gets a resource.
    /// - Parameter query: Names and values; a value that is nil is left out.
    func get(_ path: [String], query: [(name: String, value: String?)] = []) async throws -> JSONValue {
        try await answer(to: request("GET", path, query))
    }

    /// Posts to a resource; JSON or nothing.
    /// - Parameters:
    ///   - query: Names and values; a value that is nil is left out.
    ///   - patience: Seconds without an answer after which it is given up.
    func post(
        _ path: [String],
        _ body: [UInt8]?,
        query: [(name: String, value: String?)] = [],
        contentType: String = "application/json",
        patience: TimeInterval = Client.timeout
    ) async throws -> JSONValue {
        var request = try request("POST", path, query)
        request.timeoutInterval = patience
        request.httpBody = Data(body ?? [])
        if body != nil { request.setValue(contentType, forHTTPHeaderField: "Content-Type") }
        return try await answer(to: request)
    }

    /// Removes a resource.
    func delete(_ path: [String], query: [(name: String, value: String?)] = []) async throws -> JSONValue {
        try await answer(to: request("DELETE", path, query))
    }

    /// Gets a resource that is no JSON value, as it is.
    func bytes(_ path: [String], query: [(name: String, value: String?)]) async throws -> [UInt8] {
        let (data, response) = try await exchange(request("GET", path, query))
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else {
            throw APIProblem(status: status, (try? JSONValue.parse([UInt8](data))) ?? .null, isBatch: false)
        }
        return [UInt8](data)
    }

    func request(
        _ method: String,
        _ path: [String],
        _ query: [(name: String, value: String?)]
    ) throws -> URLRequest {
        var text = (relay?.address ?? base) + path.map { "/" + $0.percentEncoded }.joined()
        let pairs = query.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
        if !pairs.isEmpty { text += "?" + pairs.joined(separator: "&") }
        guard let url = URL(string: text) else { throw CommandFailure("\(text) is no URL") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        return request
    }

    private func answer(to request: URLRequest) async throws -> JSONValue {
        let (data, response) = try await exchange(request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard let json = try? JSONValue.parse([UInt8](data)) else {
            throw CommandFailure("\(base) answers \(status), but not as Penstock does; is another program there?")
        }
        guard (200..<300).contains(status) else {
            throw APIProblem(status: status, json, isBatch: json.arrayValue != nil)
        }
        return json
    }

    private func exchange(_ request: URLRequest) async throws -> (Data, URLResponse) {
        do {
            return try await session.data(for: request)
        } catch let error as URLError where error.code == .timedOut {
            throw CommandFailure("\(base) has not answered within \(Int(request.timeoutInterval)) seconds")
        } catch let error as URLError where error.code == .cannotFindHost {
            throw CommandFailure("the host of \(base) is not known")
        } catch {
            throw unanswered()
        }
    }

    /// Why no answer came at all.
    func unanswered() -> CommandFailure {
        guard let failure = relay?.failure else { return .noServer(at: base) }
        return CommandFailure(
            "\(base) was not trusted: its certificate is not for this name, or not of --ca-file (\(failure))"
        )
    }
}
