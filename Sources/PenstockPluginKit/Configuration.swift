internal import Foundation

/// Decodes a configuration, turning a decoding error into a problem at the place it happened.
func decodeConfiguration<C: Decodable>(_ type: C.Type, from json: [UInt8]) throws -> C {
    do {
        let decoder = JSONDecoder()
        if let key = CodingUserInfoKey.configurationJSON { decoder.userInfo[key] = json }
        return try decoder.decode(type, from: Data(json))
    } catch let error as DecodingError {
        throw problem(of: error)
    }
}

private func problem(of error: DecodingError) -> ConfigurationProblem {
    switch error {
    case .keyNotFound(let key, let context):
        ConfigurationProblem(at: pointer(context.codingPath), "'\(key.stringValue)' is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        ConfigurationProblem(at: pointer(context.codingPath), context.debugDescription)
    @unknown default:
        ConfigurationProblem(at: "", String(describing: error))
    }
}

/// The JSON Pointer (RFC 6901) of a coding path.
private func pointer(_ path: [any CodingKey]) -> String {
    path.map { key in
        let token = key.intValue.map(String.init) ?? key.stringValue
        return "/" + token.replacingOccurrences(of: "~", with: "~0").replacingOccurrences(of: "/", with: "~1")
    }.joined()
}
