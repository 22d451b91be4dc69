internal import PenstockCore
internal import PenstockJSON

// Penstock's own events about sources.

extension SystemEvents {
    /// Nothing came to a source for longer than it says under `expect`.
    /// - Parameter last: When the last event came; nil where none ever did.
    func silent(_ source: String, every: Duration, last: Timestamp?, at now: Timestamp) -> [NewEvent] {
        event("penstock.source.silent", subject: "source/\(source)", except: nil, at: now) { json in
            json.key("source")
            json.string(source)
            json.key("every")
            json.string(every.text)
            json.key("last")
            if let last { json.string(last.description) } else { json.null() }
            json.key("at")
            json.string(now.description)
        }
    }
}
