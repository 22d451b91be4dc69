internal import PenstockCore
package import PenstockJSON
internal import PenstockPlugins

extension Pipeline {
    /// The pipeline as a document that means the same, with every default written out and nothing secret in it.
    ///
    /// References stay as they are written. A secret that stands in the open is `***`, and a document with one in it
    /// delivers nothing before the secret is put in again.
    package var effectiveDocument: JSONValue {
        var document: JSONObject = ["name": .string(name)]
        if let description { document["description"] = .string(description) }
        if !isEnabled { document["enabled"] = false }
        document["on"] = Self.texts(selector.types)
        if let subjects = selector.subjects { document["subject"] = Self.texts(subjects) }
        if !selector.except.isEmpty { document["except"] = Self.texts(selector.except) }
        document["stages"] = .array(allStages.map(\.effectiveDocument))
        document["retry"] = [
            "schedule": .array(retry.schedule.map { .string($0.text) }), "then": .string(retry.then.rawValue),
            "jitter": .string("\(jitterPercentage)%"),
        ]
        if let deadline = retry.deadline { document["deadline"] = .string(deadline.text) }
        if !outcomes.entries.isEmpty {
            let entries = outcomes.entries.map { (key: $0.status, value: JSONValue.string($0.outcome.rawValue)) }
            document["outcomes"] = .object(JSONObject(entries))
        }
        document["concurrency"] = .number(JSONNumber(concurrency))
        if let rate { document["rate"] = .string(rate.text) }
        if let order { document["order_by"] = order.document }
        if let dedupe = dedupe.document { document["dedupe"] = dedupe }
        if !egress.entries.isEmpty { document["egress"] = ["allow": .array(egress.entries.map(JSONValue.string))] }
        if let isolation { document["isolation"] = .string(isolation.rawValue) }
        return .object(document)
    }

    /// How far a wait is drawn longer or shorter, in per cent: without the digits that come of binary fractions.
    package var jitterPercentage: String {
        let thousandths = (retry.jitter * 100_000).rounded() / 1000
        return thousandths == thousandths.rounded() ? String(Int(thousandths)) : String(thousandths)
    }

    private static func texts(_ globs: [Glob]) -> JSONValue {
        globs.count == 1 ? .string(globs[0].text) : .array(globs.map { .string($0.text) })
    }
}

extension PipelineStage {
    fileprivate var effectiveDocument: JSONValue {
        var document: JSONObject = [kind.rawValue: .string(typeID)]
        if let name { document["name"] = .string(name) }
        if let timeout { document["timeout"] = .string(timeout.text) }
        if let isolation { document["isolation"] = .string(isolation.rawValue) }
        if effective.objectValue?.isEmpty == false { document["with"] = effective }
        return .object(document)
    }
}

extension OrderRule {
    /// The rule as `order_by` has it.
    package var document: JSONValue { ["key": .string("\(key)"), "when_dead": .string(whenDead.rawValue)] }
}

extension DedupeChoice {
    /// The choice as `dedupe` has it; nil where the key is left out.
    package var document: JSONValue? {
        switch self {
        case .byIdentity: nil
        case .off: false
        case .rule(let rule):
            ["by": .array(rule.by.map { .string("\($0)") }), "window": .string(rule.window.text)]
        }
    }
}
