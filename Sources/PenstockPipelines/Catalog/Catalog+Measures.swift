internal import PenstockCore

extension Catalog {
    /// What is wrong with measures that count from those of other types, which no type can see alone.
    var measureComplaints: [Diagnostic] {
        let days = Set(measures.filter(\.keepsDays).map(\.name))
        return measures.compactMap { rule in
            guard case .days(_, _, let start?) = rule.value, !days.contains(start) else { return nil }
            let names = days.map(\.description).sorted()
            return Diagnostic(
                .error,
                at: rule.position,
                "the measure '\(rule.name.name)' starts from \(start), and no event type keeps such a day",
                expected: names.isEmpty ? "a measure with value: { day: … } in another type" : choice(names),
                suggestion: nearest(start.description, in: names)
            )
        }
    }

    private var measures: [MeasureRule] { names.compactMap { types[$0] }.flatMap(\.measures) }
}

extension MeasureRule {
    fileprivate var keepsDays: Bool {
        if case .day = value { true } else { false }
    }
}
