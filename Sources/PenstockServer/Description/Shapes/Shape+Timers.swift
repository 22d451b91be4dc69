internal import PenstockCore
internal import PenstockJSON

/// Timers as they are answered.
extension Shape {
    static let timer = named(
        "Timer",
        answer([
            .always("id", text, "Its id."),
            .maybe("event", text, "The id of the event that it was made of, while anything of that one is kept."),
            .always("type", text, "That event's type."),
            .always("emit", text, "The type of the event that it becomes."),
            .always("offset_days", integer, "Whole days from the day that the event names."),
            .always("due", time, "When it fires."),
            .always("state", word(of: TimerState.self), "What has become of it."),
            .always("moved", truth, "Whether a person has given it another time."),
            .maybe("person", text, "Whom it is about."),
            .maybe("reason", reason, "Why it is cancelled."),
            .maybe("became", text, "The id of the event that it became."),
            .maybe("cancelled_by", text, "The id of the event that cancelled it."),
            .maybe("ended_at", time, "When it fired or was cancelled."),
        ])
    )

    static let timerChange = answer([
        .always("type", text, "The type of the events that they were made of."),
        .always("added", count, "How many are new."),
        .always("moved", count, "How many get another time."),
        .always("dropped", count, "How many are no longer declared, and are cancelled."),
        .always("complete", truth, "Whether all were counted."),
    ])

    /// States of timers with commas between them.
    static let timerStateList: Shape = {
        let states = TimerState.allCases.map(\.rawValue).joined(separator: "|")
        return text(matching: "^(\(states))(,(\(states)))*$")
    }()
}
