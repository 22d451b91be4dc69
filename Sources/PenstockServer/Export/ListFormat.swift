internal import HTTPTypes
internal import PenstockCore

/// How a list is written.
enum ListFormat: String, CaseIterable {
    /// One page of it, as one value.
    case json
    /// All of it, an object a line (https://github.com/ndjson/ndjson-spec).
    case ndjson
    /// All of it, as RFC 4180 has it.
    case csv

    private var mediaTypes: [String] {
        switch self {
        case .json: ["application/json", "application/*", "*/*"]
        case .ndjson: ["application/x-ndjson", "application/jsonl"]
        case .csv: ["text/csv", "text/*"]
        }
    }

    var contentType: String {
        switch self {
        case .json: "application/json"
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8; header=present"
        }
    }

    /// What the parameter `format` asks for; without it, the first of the header `Accept` that there is.
    init(_ reader: QueryReader, _ headers: HTTPFields) throws(Problem) {
        if let text = try reader.text("format") {
            guard let format = ListFormat(rawValue: text) else {
                let names = Self.allCases.map(\.rawValue)
                let hint = nearest(text, in: names).map { "is '\($0)' meant?" }
                throw Problem(
                    .invalidParameter,
                    "there is no format '\(text)'; \(hint ?? "there are \(names.joined(separator: ", "))")"
                )
            }
            self = format
            return
        }
        let accepted = (headers[.accept] ?? "").split(separator: ",").map { MediaType(String($0)).name }
        self = accepted.lazy.compactMap { name in Self.allCases.first { $0.mediaTypes.contains(name) } }.first ?? .json
    }
}
