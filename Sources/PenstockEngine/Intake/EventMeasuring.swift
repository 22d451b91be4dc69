internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// What events contribute to the measures of their types, as the catalog declares them. Pure.
struct EventMeasuring: Sendable {
    private struct Rules {
        var measures: [MeasureRule]
        var identity: DedupeRule?
    }

    private let rules: [String: Rules]
    private let storeID: StoreID

    init(_ catalog: Catalog, in storeID: StoreID) {
        rules = catalog.types.compactMapValues { type in
            type.measures.isEmpty ? nil : Rules(measures: type.measures, identity: type.identity)
        }
        self.storeID = storeID
    }

    func measurements(type: String, keys event: EventKeys) -> [NewMeasurement] {
        guard let rules = rules[type] else { return [] }
        let identity = rules.identity.flatMap { rule in
            event.digest(of: rule.by, purpose: "measure \(type)").map { DedupeKey(digest: $0, window: rule.window) }
        }
        return rules.measures.compactMap { rule in
            guard let group = event.digest(of: rule.group, purpose: "group") else { return nil }
            return NewMeasurement(
                rule.name,
                group: group,
                label: label(of: rule, event),
                person: rule.person.flatMap(event.bytes(at:)).map { PersonDigest.key(of: $0, in: storeID) },
                value: value(of: rule, event),
                identity: identity
            )
        }
    }

    /// What people call the group; bounded, because senders choose it.
    private func label(of rule: MeasureRule, _ event: EventKeys) -> String {
        let text =
            rule.label.flatMap(event.text(at:))
            ?? rule.group.compactMap(event.text(at:)).joined(separator: ", ")
        return text.utf8.count <= 200 ? text : String(text.prefix(200))
    }

    private func value(of rule: MeasureRule, _ event: EventKeys) -> MeasuredValue {
        switch rule.value {
        case .none: return .none
        case .number(let place):
            return event.text(at: place).flatMap(FixedDecimal.init(text:)).map(MeasuredValue.number) ?? .none
        case .day(let place):
            return event.text(at: place).flatMap(CalendarDay.init(beginning:)).map(MeasuredValue.day) ?? .none
        case .days(let from, let to, let start):
            guard let last = event.text(at: to).flatMap(CalendarDay.init(beginning:)) else { return .none }
            let first = from.flatMap(event.text(at:)).flatMap(CalendarDay.init(beginning:))
            return .days(DaySpan(start: start, from: first, to: last))
        }
    }
}
