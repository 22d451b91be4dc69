/// The four forms in which `POST /v1/events` takes events (CloudEvents HTTP binding 1.0, section 3).
enum EventForm: Equatable {
    /// `{"type","data"}` and attributes, as `application/json`.
    case plain
    /// One CloudEvent as JSON.
    case structured
    /// A list of CloudEvents as JSON.
    case batched
    /// Attributes in `ce-` headers, data in the body.
    case binary

    /// Tells the form from the headers.
    /// - Parameter hasAttributes: Whether there are headers that only the binary form has.
    init(contentType: String?, hasAttributes: Bool) throws(Problem) {
        // What nearly everyone sends, without taking it to pieces.
        if contentType == "application/json" {
            self = hasAttributes ? .binary : .plain
            return
        }
        let type = contentType.map(MediaType.init)
        guard type?.isUTF8 ?? true else {
            throw Problem(.unsupportedContentType, "the charset must be utf-8, not \(type?.charset ?? "")")
        }
        switch type?.name {
        case "application/cloudevents+json": self = .structured
        case "application/cloudevents-batch+json": self = .batched
        case let name? where name.hasPrefix("application/cloudevents"):
            throw Problem(.unsupportedContentType, "of the CloudEvents formats only JSON is taken, not \(name)")
        case _ where hasAttributes: self = .binary
        case "application/json": self = .plain
        case let name?:
            throw Problem(.unsupportedContentType, "an event comes as application/json, not as \(name)")
        case nil:
            throw Problem(
                .unsupportedContentType,
                "the request has no Content-Type; an event comes as application/json"
            )
        }
    }
}
