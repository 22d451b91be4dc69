internal import PenstockJSON
internal import PenstockPluginKit

extension Facts {
    /// Passed or failed, by how much, which try it was, and how it compares.
    func course() throws(StageFailure) -> Insight {
        var insight = Insight()
        if let score = fields.number(.score), let needed = fields.number(.passingScore) {
            insight.add("passed", score >= needed)
            if let score = ExactNumber(score), let needed = ExactNumber(needed) {
                insight.add("margin", (score - needed).number)
            }
        }
        let figures = try figures(.score)
        insight.add("attempt", figures?.earlier.map { $0 + 1 })
        insight.add("peers", figures?.peers)
        return insight
    }
}
