internal import PenstockJSON
internal import PenstockPluginKit

extension Facts {
    /// How much of a session was attended, and how that compares with the others of the same session.
    func ilt() throws(StageFailure) -> Insight {
        var insight = Insight()
        let percent = fields.number(.attendancePercent)
        insight.add("attended_percent", percent)
        if let meetings = fields.number(.meetings)?.int64 {
            insight.add("meetings_attended", percent.flatMap { ExactNumber($0) }?.percent(of: meetings))
        }
        insight.add("peers", try figures(.attendance)?.peers)
        // Until the last day is over, others of the session are still to come.
        insight.add("provisional", fields.day(.sessionEndDate).map { today <= $0 })
        return insight
    }
}
