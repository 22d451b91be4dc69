internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    mutating func timer(_ timer: TimerRecord, store: StoreID) {
        object { json in
            json.member("id", store.text(of: timer.id))
            json.member("event", timer.eventID)
            json.member("type", timer.type)
            json.member("emit", timer.emit)
            json.member("offset_days", timer.offset)
            json.member("due", timer.due)
            json.member("state", timer.state.rawValue)
            json.member("moved", timer.isMoved)
            json.member("person", timer.person)
            json.member("reason", timer.reason)
            json.member(timer.state == .fired ? "became" : "cancelled_by", timer.result)
            json.member("ended_at", timer.endedAt)
        }
    }

    /// What another catalog does to pending timers.
    mutating func timerChanges(_ changes: [TimerChange]) {
        key("timers")
        array(changes) { json, change in
            json.object { json in
                json.member("type", change.type)
                json.member("added", change.added)
                json.member("moved", change.moved)
                json.member("dropped", change.dropped)
                json.member("complete", change.isComplete)
            }
        }
    }
}
