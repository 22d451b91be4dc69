internal import PenstockCore
package import PenstockJSON
package import PenstockSignatures

extension CaughtRequest {
    /// The request for programs: names of headers in lower case, lines of one name as a list with commas (RFC 9110,
    /// section 5.2), a body that is no text in base64.
    package func json(_ answer: CatchAnswer, _ diagnosis: SignatureDiagnosis?) -> JSONValue {
        var headers = JSONObject()
        for header in content.headers {
            let name = header.name.lowercased()
            let before = headers[name]?.stringValue.map { "\($0), " } ?? ""
            headers[name] = .string(before + header.value)
        }
        let text = String(validating: content.body, as: UTF8.self)
        return .known([
            "number": .number(JSONNumber(number)), "at": .string(at.description), "method": .string(method),
            "target": .string(target), "headers": .object(headers), "body": text.map(JSONValue.string) ?? .null,
            "body_base64": text == nil ? .string(ByteText.base64.encode(content.body)) : .null,
            "body_length": .number(JSONNumber(bodyLength)), "signature": diagnosis?.json() ?? .null,
            "answer": answer.json,
        ])
    }
}

extension CatchAnswer {
    /// The answer for programs.
    fileprivate var json: JSONValue {
        switch kind {
        case .status(let status): ["status": .number(JSONNumber(status))]
        case .reset: ["reset": true]
        }
    }
}
