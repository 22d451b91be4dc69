package import PenstockCore
internal import PenstockJSON
package import PenstockPipelines

extension VerifiedRequest {
    /// The request as it is kept to be looked at, with nothing secret in it.
    /// - Parameter problem: Why it became no event.
    package func learned(from source: Source, because problem: String, at now: Timestamp) -> NewLearnedRequest {
        let mask = source.mask
        var request = JSONObject()
        request["method"] = .string(method)
        request["hook"] = hook.map { .string(mask($0)) }
        request["headers"] = Self.object(headers, mask)
        request["query"] = Self.object(query, mask)
        if !body.isNull { request["body"] = body.masked(mask) }
        var bytes = JSONValue.object(request).serialized()
        if bytes.count > NewLearnedRequest.mostBytes {
            // The beginning tells what it was.
            let text = body.masked(mask).text
            request["body"] = nil
            request["body_start"] = .string(String(text.prefix(8_192)))
            request["body_bytes"] = .number(JSONNumber(text.utf8.count))
            bytes = JSONValue.object(request).serialized()
        }
        if bytes.count > NewLearnedRequest.mostBytes {
            request["headers"] = nil
            request["query"] = nil
            bytes = JSONValue.object(request).serialized()
        }
        return NewLearnedRequest(source: source.name, request: bytes, reason: mask(problem), at: now)
    }

    /// Fields by name; of a name that comes several times all values.
    private static func object(_ fields: [InboundRequest.Field], _ mask: SecretMask) -> JSONValue {
        var collector = FieldCollector()
        for field in fields { collector.add(mask(field.name), .string(mask(field.value))) }
        return collector.value
    }
}

extension JSONValue {
    /// The value without secrets, wherever they stand.
    fileprivate func masked(_ mask: SecretMask) -> JSONValue {
        guard !mask.isEmpty else { return self }
        return switch self {
        case .string(let text): .string(mask(text))
        case .array(let elements): .array(elements.map { $0.masked(mask) })
        case .object(let members): .object(JSONObject(members.map { (mask($0.key), $0.value.masked(mask)) }))
        case .number(let number): mask(number.text) == number.text ? self : .string(SecretMask.text)
        case .null, .bool: self
        }
    }
}
