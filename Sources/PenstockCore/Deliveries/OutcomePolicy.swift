/// What a pipeline makes of an endpoint's answers (`outcomes:`), where it differs from what the transport says.
package struct OutcomePolicy: Sendable, Equatable {
    private var exact: [Int: Outcome]
    /// By the first digit: `5xx`.
    private var classes: [Int: Outcome]

    package init(exact: [Int: Outcome] = [:], classes: [Int: Outcome] = [:]) {
        self.exact = exact
        self.classes = classes
    }

    /// What each status, or hundred of them such as `5xx`, means; in the order of the numbers, hundreds last.
    package var entries: [(status: String, outcome: Outcome)] {
        exact.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) }
            + classes.sorted { $0.key < $1.key }.map { ("\($0.key)xx", $0.value) }
    }

    /// The class of a result: an exact status before its hundred before what the transport said.
    package func outcome(of result: AttemptResult) -> Outcome {
        guard result.status != 0, result.outcome != .pluginFault else { return result.outcome }
        return exact[result.status] ?? classes[result.status / 100] ?? result.outcome
    }
}
