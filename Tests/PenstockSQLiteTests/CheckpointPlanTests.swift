@testable internal import PenstockSQLite
internal import Testing

@Suite struct `Checkpoint plan` {
    @Test func `the log is copied beside the writer, and then begun anew by it`() {
        var plan = CheckpointPlan()
        let steps: [(pages: Int, isCopying: Bool, action: CheckpointPlan.Action)] = [
            (13_999, false, .none), (14_000, false, .passive), (14_100, true, .none), (16_000, true, .none),
            (16_100, false, .restart),
            // A reader stood in the way.
            (16_200, false, .none), (16_600, false, .restart),
            (30, false, .none), (14_000, false, .passive),
        ]
        for step in steps {
            #expect(plan.afterCommit(pages: step.pages, isCopying: step.isCopying) == step.action, "\(step.pages)")
        }
    }
}
