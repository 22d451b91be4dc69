/// A media type with the one parameter that matters here (RFC 9110, section 8.3.1).
struct MediaType: Equatable {
    /// Type and subtype in small letters, such as `application/json`.
    let name: String
    /// The value of `charset` in small letters, without quotes.
    let charset: String?

    init(_ header: String) {
        var parts = header.split(separator: ";", omittingEmptySubsequences: false)[...]
        name = parts.popFirst()?.trimmed.lowercased() ?? ""
        var charset: String?
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmed.lowercased() == "charset" else { continue }
            charset = String(pair[1].trimmed.lowercased().filter { $0 != "\"" })
        }
        self.charset = charset
    }

    /// Whether content of this type is JSON (RFC 6839, section 3.1).
    var isJSON: Bool { name == "application/json" || name == "text/json" || name.hasSuffix("+json") }

    var isText: Bool { name.hasPrefix("text/") }

    var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "us-ascii" }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let front = drop { $0 == " " || $0 == "\t" }
        guard let end = front.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return front[...end]
    }
}
