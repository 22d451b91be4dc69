internal import Crypto
internal import PenstockCore
internal import PenstockJSON

extension DueTimer {
    /// Where events of timers come from.
    static let source = "penstock/timers"

    /// The event that it emits: the original's data and what is to be known of the timer.
    var draft: EventDraft {
        EventDraft(
            id: eventID,
            source: Self.source,
            type: emit,
            subject: origin.subject,
            time: due,
            extensions: origin.extensions,
            data: data
        )
    }

    /// The same for the same timer of the same original, so that the event exists once even where the row was made
    /// twice, because the original was forgotten and came again.
    private var eventID: String {
        var hash = SHA256()
        for part in [origin.id, origin.source, emit, "\(offset)"] {
            // With its length in front, so that no two lists of parts look alike.
            hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
        }
        return "tmr_" + Array(hash.finalize().prefix(16)).hexadecimal
    }

    private var data: [UInt8] {
        var members = origin.data.flatMap { try? JSONValue.parse($0) }?.objectValue ?? JSONObject()
        members["timer"] = [
            "due": .string(due.description), "offset_days": .number(JSONNumber(offset)), "of": .string(origin.id),
        ]
        return JSONValue.object(members).serialized()
    }
}
