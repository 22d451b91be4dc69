internal import PenstockCore
internal import PenstockJSON

extension Evaluation {
    mutating func check(_ members: JSONObject, _ rules: ObjectRules) -> Bool {
        var valid = checkSize(members, rules)
        if !valid, !Kept.areKept { return false }
        var required = 0
        var cursor = 0
        for (key, value) in members {
            if let names = rules.names, !checkName(key, names) { valid = false }
            if let index = rules.index(of: key, from: cursor) {
                cursor = index + 1
                let property = rules.properties[index]
                if property.isRequired { required += 1 }
                if let schema = property.schema {
                    findings.enter(key)
                    valid = check(value, schema) && valid
                    findings.leave()
                    if rules.patterns.isEmpty {
                        if !valid, !Kept.areKept { return false }
                        continue
                    }
                    valid = checkPatterns(key, value, rules, isNamed: true) && valid
                } else {
                    valid = checkPatterns(key, value, rules, isNamed: false) && valid
                }
            } else {
                valid = checkPatterns(key, value, rules, isNamed: false) && valid
            }
            if !valid, !Kept.areKept { return false }
        }
        if required < rules.requiredCount {
            for property in rules.properties where property.isRequired && members[property.name] == nil {
                valid = fail { $0.missing(property.name) }
            }
            valid = false
        }
        return checkDependencies(members, rules) && valid
    }

    private mutating func checkSize(_ members: JSONObject, _ rules: ObjectRules) -> Bool {
        var valid = true
        if let minimum = rules.minProperties, members.count < minimum {
            let found = counted(members.count, "key")
            valid = fail { _ in Complaint(wanted: "at least " + counted(minimum, "key"), found: found) }
        }
        if let maximum = rules.maxProperties, members.count > maximum {
            let found = counted(members.count, "key")
            valid = fail { _ in Complaint(wanted: "at most " + counted(maximum, "key"), found: found) }
        }
        return valid
    }

    /// Checks a member against the patterns, and against `additionalProperties` when nothing else names it.
    private mutating func checkPatterns(
        _ key: String,
        _ value: JSONValue,
        _ rules: ObjectRules,
        isNamed: Bool
    ) -> Bool {
        var valid = true
        var isNamed = isNamed
        for (pattern, schema) in rules.patterns where pattern.matches(key) {
            isNamed = true
            findings.enter(key)
            valid = check(value, schema) && valid
            findings.leave()
        }
        guard !isNamed, let additional = rules.additional else { return valid }
        findings.enter(key)
        defer { findings.leave() }
        guard nodes[additional].rules.admitsAnything else { return fail { $0.unknown(key, rules) } }
        return check(value, additional) && valid
    }

    private mutating func checkName(_ key: String, _ schema: ID) -> Bool {
        guard !holds(.string(key), schema) else { return true }
        findings.enter(key)
        defer { findings.leave() }
        return fail {
            let violation = $0.violations(of: .string(key), schema).first
            let reason = violation?.message ?? "it does not satisfy the schema of keys"
            var complaint = Complaint("'\(key.shortened)' cannot be a key here: \(reason)", key: key, kind: .unknownKey)
            complaint.suggestion = violation?.suggestion
            return complaint
        }
    }

    private mutating func checkDependencies(_ members: JSONObject, _ rules: ObjectRules) -> Bool {
        var valid = true
        for (key, needs) in rules.dependentRequired where members[key] != nil {
            for name in needs where members[name] == nil {
                valid = fail { _ in
                    Complaint("'\(key)' also needs the key '\(name)', which is missing", kind: .missingKey)
                }
            }
        }
        for (key, schema) in rules.dependentSchemas where members[key] != nil {
            valid = check(.object(members), schema) && valid
        }
        return valid
    }

    // MARK: Words

    private func missing(_ name: String) -> Complaint {
        var complaint = Complaint("the key '\(name)' is missing", kind: .missingKey)
        complaint.wanted = name
        return complaint
    }

    private func unknown(_ key: String, _ rules: ObjectRules) -> Complaint {
        let names = rules.knownNames
        var complaint = Complaint("unknown key '\(key.shortened)'", key: key, kind: .unknownKey)
        complaint.expected = names.isEmpty ? "no keys" : choice(names)
        complaint.suggestion = nearest(key, in: names)
        return complaint
    }
}
