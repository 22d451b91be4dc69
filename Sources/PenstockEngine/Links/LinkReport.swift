internal import PenstockCore
package import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// What came of testing a link.
package struct LinkReport: Sendable {
    let request: ShownMessage
    let result: AttemptResult
    let pipeline: Pipeline?
    let now: Timestamp

    init(request: ShownMessage, result: AttemptResult, pipeline: Pipeline?, now: Timestamp) {
        (self.request, self.result, self.pipeline, self.now) = (request, result, pipeline, now)
    }

    /// Whether a delivery would have been delivered.
    package var isDelivered: Bool { outlook.outcome == .delivered }

    private var outlook: DeliveryOutlook { DeliveryOutlook(result, pipeline, now: now) }

    /// All of it for people and programs, with `***` in place of what is secret in the pipeline's configuration.
    package var json: JSONValue {
        let all = JSONValue.known([
            "pipeline": pipeline.map { .string($0.name) } ?? .null,
            "request": request.sentJSON,
            "address": attribute("connected").map(JSONValue.string) ?? .null,
            "addresses": .array(attributes("address").map(JSONValue.string)),
            "proxy_addresses": list(attributes("proxy-address")),
            "status": result.status == 0 ? .null : .number(JSONNumber(result.status)),
            "reason": reasonPhrase.map(JSONValue.string) ?? .null,
            "code": .string(result.code), "text": .string(result.sentence), "sent": .string(result.sent.rawValue),
            "outcome": .string(outlook.outcome.rawValue), "delivery": outlook.json,
            "timings_us": result.timings.json, "tls": tls, "response": response,
        ])
        guard let pipeline else { return all.maskingCredentials }
        let mask = pipeline.mask
        return all.maskingCredentials.mappingTexts { mask($0) }
    }

    // MARK: - The parts

    private func attributes(_ name: String) -> [String] {
        result.attributes.filter { $0.name == name }.map(\.value)
    }

    private func attribute(_ name: String) -> String? { attributes(name).first }

    private func list(_ texts: [String]) -> JSONValue {
        texts.isEmpty ? .null : .array(texts.map(JSONValue.string))
    }

    /// What stands behind the status (RFC 9112, section 4); HTTP/2 has none.
    private var reasonPhrase: String? {
        let line = String(decoding: result.responseHead.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[1] == "\(result.status)" else { return nil }
        return String(parts[2])
    }

    /// Nil where there was no TLS to speak of.
    private var tls: JSONValue {
        let certificates = attributes("certificate").compactMap { LinkCertificate($0, now: now)?.json }
        let (version, problem) = (attribute("tls-version"), attribute("tls-problem"))
        guard version != nil || problem != nil || !certificates.isEmpty else { return .null }
        return .known([
            "version": version.map(JSONValue.string) ?? .null,
            "cipher": attribute("tls-cipher").map(JSONValue.string) ?? .null,
            "accepted": .bool(problem == nil), "problem": problem.map(JSONValue.string) ?? .null,
            "certificates": .array(certificates),
        ])
    }

    private var response: JSONValue {
        func text(_ bytes: [UInt8]) -> JSONValue {
            bytes.isEmpty ? .null : .string(String(decoding: bytes, as: UTF8.self))
        }
        guard !result.responseHead.isEmpty || !result.responseBody.isEmpty else { return .null }
        return .known([
            "head": text(result.responseHead), "body": text(result.responseBody),
            "truncated": result.isTruncated ? true : .null,
        ])
    }
}
