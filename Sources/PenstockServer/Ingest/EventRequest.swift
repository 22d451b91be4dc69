internal import HTTPTypes
internal import PenstockEngine

/// What a request to `POST /v1/events` carries.
enum EventRequest {
    private static let specversion = HTTPField.Name("ce-specversion")
    private static let type = HTTPField.Name("ce-type")

    /// In which of the four forms it comes.
    static func form(_ headers: HTTPFields) throws(Problem) -> EventForm {
        try EventForm(contentType: headers[.contentType], hasAttributes: hasAttributes(headers))
    }

    /// The event of a request in any form but the batched one.
    static func draft(_ form: EventForm, _ headers: HTTPFields, _ body: [UInt8]) throws(Problem) -> EventDraft {
        var draft =
            if form == .binary {
                try BinaryEvent.draft(
                    attributes: attributes(headers),
                    contentType: headers[.contentType],
                    body: body
                )
            } else {
                try JSONEvent.draft(body, in: 0..<body.count, isCloudEvent: form == .structured)
            }
        TraceHeaders(headers)?.add(to: &draft)
        try HopHeader(headers)?.add(to: &draft)
        return draft
    }

    private static func hasAttributes(_ headers: HTTPFields) -> Bool {
        if let type, headers.contains(type) { return true }
        return specversion.map { headers.contains($0) } ?? false
    }

    private static func attributes(_ headers: HTTPFields) -> [(name: String, value: String)] {
        headers.filter { $0.name.canonicalName.hasPrefix("ce-") }
            .map { (String($0.name.canonicalName.dropFirst(3)), $0.value) }
    }
}
