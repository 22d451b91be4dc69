internal import PenstockJSON

/// What events measure, as it is answered.
extension Shape {
    private static let number = Shape.plain(["type": "number"])
    static let day = Shape.plain(["type": "string", "format": "date"])

    /// A value against those that were accepted before it.
    static let figures = named(
        "Figures",
        answer([
            .maybe("value", number, "What was measured; absent where the event has no such value."),
            .always("peers", peers, "Everybody's in the same group."),
            .always("own", own, "The same person's in the same group."),
            .maybe("started", day, "The day on which the person began, where an event said so."),
        ])
    )

    private static let peers = named(
        "PeerFigures",
        answer([
            .always("counted", count, "How many values there were; each completion counts."),
            .maybe("mean", number, "Their arithmetic mean, to four decimals."),
            .maybe("median", number, "The one in the middle, or half-way between the two in the middle."),
            .maybe("deviation", number, "Their standard deviation, as of a whole population."),
            .maybe("minimum", number, "The lowest."),
            .maybe("maximum", number, "The highest."),
            .maybe("percentile", number, "The percentage that is lower, with half of those that are the same."),
            .maybe("rank", count, "The place from the top, 1 for the highest."),
            .maybe("above_average", truth, "Whether the value is above the mean."),
        ])
    )

    private static let own = named(
        "OwnFigures",
        answer([
            .always("count", count, "How many there were."),
            .maybe("best", number, "The highest value."),
            .maybe("last", number, "The last value."),
            .maybe("last_day", day, "The last day, where days are kept."),
        ])
    )
}
