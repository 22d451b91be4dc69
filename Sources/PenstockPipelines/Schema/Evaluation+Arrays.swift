internal import PenstockJSON

extension Evaluation {
    mutating func check(_ elements: [JSONValue], _ rules: ArrayRules) -> Bool {
        var valid = true
        if let minimum = rules.minItems, elements.count < minimum {
            let found = counted(elements.count, "element")
            valid = fail { _ in Complaint(wanted: "at least " + counted(minimum, "element"), found: found) }
        }
        if let maximum = rules.maxItems, elements.count > maximum {
            let found = counted(elements.count, "element")
            valid = fail { _ in Complaint(wanted: "at most " + counted(maximum, "element"), found: found) }
        }
        if rules.unique, valid || Kept.areKept, let (first, second) = firstRepetition(in: elements) {
            let words = "expected elements that all differ, but those at \(first) and \(second) are the same"
            valid = fail { _ in Complaint(words) }
        }
        if let contains = rules.contains, valid || Kept.areKept {
            valid = checkCount(of: contains, in: elements, rules) && valid
        }
        if !rules.prefix.isEmpty || rules.items != nil {
            for (index, element) in elements.enumerated() {
                if !valid, !Kept.areKept { return false }
                guard let schema = rules.schema(at: index) else { break }
                findings.enter("\(index)")
                valid = check(element, schema) && valid
                findings.leave()
            }
        }
        return valid
    }

    private mutating func checkCount(of schema: ID, in elements: [JSONValue], _ rules: ArrayRules) -> Bool {
        let count = elements.count { holds($0, schema) }
        if count < rules.minContains {
            let wanted = "at least \(counted(rules.minContains, "element")) that \(nodes[schema].demand)"
            return fail { _ in Complaint(wanted: wanted, found: count == 0 ? "none" : "\(count)") }
        }
        if let maximum = rules.maxContains, count > maximum {
            let wanted = "at most \(counted(maximum, "element")) that \(nodes[schema].demand)"
            return fail { _ in Complaint(wanted: wanted, found: "\(count)") }
        }
        return true
    }

    /// The first two elements that are equal.
    private func firstRepetition(in elements: [JSONValue]) -> (Int, Int)? {
        guard elements.count > 1 else { return nil }
        // By hash, so that many elements do not take the square of their number.
        var seen: [Int: [Int]] = [:]
        for (index, element) in elements.enumerated() {
            var hasher = Hasher()
            element.hashSchemaEquality(into: &hasher)
            let hash = hasher.finalize()
            if let twin = seen[hash]?.first(where: { elements[$0] == element }) { return (twin, index) }
            seen[hash, default: []].append(index)
        }
        return nil
    }
}

extension JSONValue {
    /// Feeds a hash that is the same for values that are equal in the sense of JSON Schema.
    fileprivate func hashSchemaEquality(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let truth): hasher.combine(truth)
        case .number(let number): hasher.combine(number.double)
        case .string(let text): hasher.combine(text)
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { element.hashSchemaEquality(into: &hasher) }
        case .object(let members):
            // The order of members does not count.
            var sum = 0
            for (key, value) in members {
                var inner = Hasher()
                inner.combine(key)
                value.hashSchemaEquality(into: &inner)
                sum &+= inner.finalize()
            }
            hasher.combine(sum)
        }
    }
}

extension SchemaNode {
    /// What the schema asks for, in a few words that follow "that".
    var demand: String {
        if let title = rules.title { return "is \(title)" }
        if let constant = rules.constant { return "is \(constant.expectedText)" }
        if let choices = rules.enumeration { return "is \(choice(choices.map(\.expectedText)))" }
        return rules.types == .all ? "satisfies the schema of 'contains'" : "is \(rules.types.phrase)"
    }
}
