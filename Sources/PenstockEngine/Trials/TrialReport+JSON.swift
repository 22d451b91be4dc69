internal import PenstockCore
package import PenstockJSON
package import PenstockPipelines
internal import PenstockPlugins

extension TrialReport {
    /// All that leaves for the event, as a file keeps it for a test and as two revisions are compared. Nothing is masked.
    package var output: JSONValue {
        .known([
            "state": .string(stateWord), "attempts": .number(JSONNumber(tries.count)),
            "reason": reason.map { .string($0.text) } ?? .null,
            "request": request.map { $0.isMail ? .null : $0.sentJSON } ?? .null,
            "mail": request.map { $0.isMail ? $0.sentJSON : .null } ?? .null,
        ])
    }

    /// All of it for people and programs, with `***` in place of what is secret in the pipeline's configuration.
    package func json(of pipeline: Pipeline) -> JSONValue {
        let all = JSONValue.known([
            "pipeline": .string(self.pipeline), "matched": .bool(match.isMatched), "match": .string(match.reason),
            "state": state.map { .string($0.rawValue) } ?? .null, "reason": reason?.json ?? .null,
            "steps": .array(steps.map(\.json)), "attempts": .array(tries.map(\.json)),
        ])
        let mask = pipeline.mask
        return all.maskingCredentials.mappingTexts { mask($0) }
    }
}

extension TrialReport.Step {
    fileprivate var json: JSONValue {
        var members: JSONObject = [
            "stage": .string(label), "kind": .string(kind.rawValue), "type": .string(type),
            "name": name.map(JSONValue.string) ?? .null,
            "microseconds": .number(JSONNumber(Int(duration.microseconds))),
            "message": message?.json ?? .null,
        ]
        switch verdict {
        case .pass: members["verdict"] = "pass"
        case .drop(let text):
            members["verdict"] = "drop"
            members["reason"] = ["code": "filtered", "text": .string(text)]
        case .failed(let outcome, let reason):
            members["verdict"] = "fail"
            members["outcome"] = .string(outcome.rawValue)
            members["reason"] = reason.json
        }
        return .known(members)
    }
}

extension TrialReport.Try {
    fileprivate var json: JSONValue {
        .known([
            "number": .number(JSONNumber(number)), "at": .string(at.description), "outcome": .string(outcome.rawValue),
            "status": result.status == 0 ? .null : .number(JSONNumber(result.status)),
            "text": .string(result.sentence), "sent": .string(result.sent.rawValue),
            "microseconds": result.timings.total.map { .number(JSONNumber(Int($0))) } ?? .null,
            "response_head": Self.text(result.responseHead), "response_body": Self.text(result.responseBody),
            "next_at": next.map { .string($0.description) } ?? .null,
            (request.isMail ? "mail" : "request"): request.sentJSON,
        ])
    }

    private static func text(_ bytes: [UInt8]) -> JSONValue {
        bytes.isEmpty ? .null : .string(String(decoding: bytes, as: UTF8.self))
    }
}

extension Reason {
    fileprivate var json: JSONValue {
        .known(["code": .string(code), "text": .string(text), "stage": stage.map(JSONValue.string) ?? .null])
    }
}

extension JSONValue {
    /// Credentials that a transport makes of secrets, such as a password in base64, masked where headers stand.
    var maskingCredentials: JSONValue {
        switch self {
        case .object(let members):
            .object(
                JSONObject(
                    members.map { name, value in
                        guard name == "headers", case .object(var headers) = value else {
                            return (key: name, value: value.maskingCredentials)
                        }
                        for name in ["authorization", "proxy-authorization", "cookie"] {
                            guard let text = headers[name]?.stringValue else { continue }
                            headers[name] = .string(SecretName.masked(text, of: name))
                        }
                        return (key: name, value: .object(headers))
                    }
                )
            )
        case .array(let elements): .array(elements.map(\.maskingCredentials))
        default: self
        }
    }
}
