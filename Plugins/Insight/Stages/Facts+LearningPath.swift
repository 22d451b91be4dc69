internal import PenstockJSON
internal import PenstockPluginKit

extension Facts {
    /// How long somebody was in a learning path, and how that compares.
    func learningPath() throws(StageFailure) -> Insight {
        var insight = Insight()
        let figures = try figures(.days)
        let start = figures?.started ?? fields.day(.enrollmentDate)
        let days = figures?.value ?? length(from: start)
        let median = figures?.peers?["median"]?.numberValue
        insight.add("days_in_path", days)
        insight.add("started_at", start)
        insight.add("path_median_days", median)
        if let days = days.flatMap({ ExactNumber($0) }), let median = median.flatMap({ ExactNumber($0) }) {
            insight.add("pace", days.divided(by: median)?.number)
        }
        insight.add("peers", figures?.peers)
        return insight
    }

    /// The days to the completion, for a path that nobody measures, or of which the catalog cannot read a day.
    private func length(from start: Day?) -> JSONNumber? {
        guard let start, let end = fields.day(.date), start <= end else { return nil }
        return JSONNumber(start.days(to: end))
    }
}
