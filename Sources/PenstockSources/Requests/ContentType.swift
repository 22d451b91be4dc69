/// A media type with the parameters that matter here (RFC 9110, section 8.3.1).
struct ContentType {
    /// Type and subtype in small letters, such as `application/json`.
    let name: String
    /// The value of `charset` in small letters.
    let charset: String?
    /// The value of `boundary`.
    let boundary: String?

    init(_ header: String) {
        let (value, parameters) = HeaderParameters.read(header)
        name = value.lowercased()
        charset = parameters["charset"]?.lowercased()
        boundary = parameters["boundary"]
    }

    var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "utf8" || charset == "us-ascii" }

    /// Whether content of a type is JSON (RFC 6839, section 3.1).
    static func isJSON(_ name: String) -> Bool {
        name == "application/json" || name == "text/json" || name.hasSuffix("+json")
    }
}

/// A header of a value and parameters: `form-data; name="a"; filename="b.txt"`.
enum HeaderParameters {
    /// The value, and the parameters by their names in small letters; of two with one name the first counts.
    static func read(_ header: String) -> (value: String, parameters: [String: String]) {
        var rest = Array(header.unicodeScalars)[...]
        let value = take(&rest) { $0 != ";" }
        var parameters: [String: String] = [:]
        while rest.popFirst() != nil {
            let name = take(&rest) { $0 != "=" && $0 != ";" }.lowercased()
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let text = rest.first == "\"" ? quoted(&rest) : take(&rest) { $0 != ";" }
            if parameters[name] == nil { parameters[name] = text }
            // What stands between a closing quote and the next parameter says nothing.
            rest = rest.drop { $0 != ";" }
        }
        return (value, parameters)
    }

    private static func take(
        _ rest: inout ArraySlice<Unicode.Scalar>,
        while belongs: (Unicode.Scalar) -> Bool
    ) -> String {
        let part = rest.prefix(while: belongs)
        rest = rest[part.endIndex...]
        let front = part.drop { $0 == " " || $0 == "\t" }
        let end = front.lastIndex { $0 != " " && $0 != "\t" } ?? front.startIndex - 1
        return String(String.UnicodeScalarView(front[front.startIndex..<max(end + 1, front.startIndex)]))
    }

    /// A quoted string (RFC 9110, section 5.6.4). Browsers write a quote within as `%22` and nothing else with a
    /// backslash, so that a path of Windows stays whole.
    private static func quoted(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        rest = rest.dropFirst()
        while let scalar = rest.popFirst(), scalar != "\"" {
            if scalar == "\\", let next = rest.first, next == "\"" || next == "\\" {
                text.append(next)
                rest = rest.dropFirst()
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
