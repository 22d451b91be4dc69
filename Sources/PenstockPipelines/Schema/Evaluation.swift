internal import PenstockCore
internal import PenstockJSON

/// One walk over a value beside its schema.
struct Evaluation<Kept: Findings> {
    typealias ID = SchemaRules.ID

    let nodes: [SchemaNode]
    var findings: Kept

    /// Whether a value satisfies a schema; keeps going after a fault only when findings are kept.
    mutating func check(_ value: JSONValue, _ id: ID) -> Bool {
        let node = nodes[id]
        guard Kept.areKept, node.rules.isSecret else { return apply(node, to: value) }
        // The words of a complaint about a secret leave its value out.
        findings.secretDepth += 1
        defer { findings.secretDepth -= 1 }
        return apply(node, to: value)
    }

    private mutating func apply(_ node: SchemaNode, to value: JSONValue) -> Bool {
        guard node.rules.admitsAnything else {
            return fail { Complaint("nothing is allowed here, found \($0.found(value))", kind: .type) }
        }
        // Whatever else could be said about a value of the wrong type would only hide the reason.
        guard node.rules.types.contain(value) else {
            return fail { Complaint(wanted: node.rules.types.phrase, found: $0.found(value), kind: .type) }
        }
        var valid = checkChoice(node, value)
        if !valid, !Kept.areKept { return false }
        switch value {
        case .string(let text):
            if let rules = node.rules.string { valid = check(text, rules) && valid }
        case .number(let number):
            if let rules = node.rules.number { valid = check(number, rules) && valid }
        case .object(let members):
            if let rules = node.rules.object { valid = check(members, rules) && valid }
        case .array(let elements):
            if let rules = node.rules.array { valid = check(elements, rules) && valid }
        case .null, .bool: break
        }
        if !valid, !Kept.areKept { return false }
        if let combination = node.rules.combination { valid = check(value, combination) && valid }
        return valid
    }

    // MARK: Findings

    /// Writes a complaint down where they are kept; false, for the caller to return.
    @inline(__always) mutating func fail(_ complaint: (borrowing Self) -> Complaint) -> Bool {
        if Kept.areKept { findings.add(complaint(self)) }
        return false
    }

    /// The value in the words of a message, without its text where that is a secret.
    func found(_ value: JSONValue) -> String {
        findings.conceals ? value.foundKind : value.found
    }

    /// Whether a value satisfies a schema, without findings.
    @inline(__always) func holds(_ value: JSONValue, _ id: ID) -> Bool {
        var evaluation = Evaluation<NoFindings>(nodes: nodes, findings: NoFindings())
        return evaluation.check(value, id)
    }

    // MARK: Scalars

    private mutating func checkChoice(_ node: SchemaNode, _ value: JSONValue) -> Bool {
        if let constant = node.rules.constant, constant != value { return refuse(value, choices: [constant]) }
        if let choices = node.rules.enumeration, !choices.contains(value) { return refuse(value, choices: choices) }
        return true
    }

    private mutating func refuse(_ value: JSONValue, choices: [JSONValue]) -> Bool {
        fail {
            let wanted = choice(choices.map(\.expectedText))
            var complaint = Complaint(wanted: wanted, found: $0.found(value), kind: .value)
            if case .string(let text) = value, !$0.findings.conceals {
                complaint.suggestion = nearest(text, in: choices.compactMap(\.stringValue))
            }
            return complaint
        }
    }

    private mutating func check(_ text: String, _ rules: StringRules) -> Bool {
        var valid = true
        if let minimum = rules.minLength, isShorter(text, than: minimum) {
            let wanted = "at least " + counted(minimum, "character")
            valid = fail { Complaint(wanted: wanted, found: $0.lengthFound(text)) }
        }
        if let maximum = rules.maxLength, text.utf8.count > maximum, text.unicodeScalars.count > maximum {
            valid = fail { Complaint(wanted: "at most " + counted(maximum, "character"), found: $0.lengthFound(text)) }
        }
        if let pattern = rules.pattern, valid || Kept.areKept, !pattern.matches(text) {
            valid = fail { Complaint(wanted: "a string that matches \(pattern.text)", found: $0.found(.string(text))) }
        }
        if let format = rules.format, valid || Kept.areKept, !format.accepts(text) {
            valid = fail { Complaint(wanted: format.phrase, found: $0.found(.string(text))) }
        }
        return valid
    }

    private func lengthFound(_ text: String) -> String {
        text.isEmpty ? "an empty string" : "\(text.unicodeScalars.count)"
    }

    private func isShorter(_ text: String, than minimum: Int) -> Bool {
        // A code point has one to four bytes, so mostly there is no need to count.
        let bytes = text.utf8.count
        if bytes < minimum { return true }
        return bytes / 4 < minimum && minimum > 1 && text.unicodeScalars.count < minimum
    }

    private mutating func check(_ number: JSONNumber, _ rules: NumberRules) -> Bool {
        var valid = true
        if let bound = rules.minimum, JSONNumber.compare(number, bound) < 0 {
            valid = fail { Complaint(wanted: "a number of at least \(bound.text)", found: $0.found(.number(number))) }
        }
        if let bound = rules.exclusiveMinimum, JSONNumber.compare(number, bound) <= 0 {
            valid = fail { Complaint(wanted: "a number above \(bound.text)", found: $0.found(.number(number))) }
        }
        if let bound = rules.maximum, JSONNumber.compare(number, bound) > 0 {
            valid = fail { Complaint(wanted: "a number of at most \(bound.text)", found: $0.found(.number(number))) }
        }
        if let bound = rules.exclusiveMaximum, JSONNumber.compare(number, bound) >= 0 {
            valid = fail { Complaint(wanted: "a number below \(bound.text)", found: $0.found(.number(number))) }
        }
        if let divisor = rules.divisor, !divisor.divides(number) {
            valid = fail { Complaint(wanted: "a multiple of \(divisor.number.text)", found: $0.found(.number(number))) }
        }
        return valid
    }
}
