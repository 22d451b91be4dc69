internal import PenstockEngine
internal import PenstockJSON

/// A JSON array of CloudEvents (CloudEvents JSON format 1.0, section 4).
enum EventBatch {
    /// More events than this are refused as a whole.
    static let limit = 1000

    /// Reads the events, each for itself.
    /// - Throws: When the body is no JSON array or holds too many events.
    static func drafts(_ bytes: [UInt8]) throws(Problem) -> [Result<EventDraft, Problem>] {
        do throws(JSONError) {
            try JSONScanner.validate(bytes.span)
        } catch {
            throw Problem(error)
        }
        let start = bytes.firstIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } ?? 0
        guard JSONScanner.kind(bytes.span, at: start..<bytes.count) == .array else {
            throw Problem(.invalidEvent, "a batch is a JSON array of events")
        }
        let items = JSONScanner.elements(of: bytes.span, in: start..<bytes.count)
        guard items.count <= limit else {
            throw Problem(.batchTooLarge, "the batch has \(items.count) events; at most \(limit) are taken at once")
        }
        return items.map { range in
            Result { () throws(Problem) in try JSONEvent.draft(bytes, in: range, isCloudEvent: true) }
        }
    }
}
