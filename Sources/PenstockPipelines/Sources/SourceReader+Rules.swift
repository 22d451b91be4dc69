internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// `events`.
extension SourceReader {
    static let ruleKeys = ["when", "type", "id", "subject", "time", "data", "stages"]
    private static let form = "{ when: { hook: course.completed }, type: course.completed, data: { username: login } }"

    mutating func readRules(_ node: YAMLNode) {
        guard let elements = node.sequence, !elements.isEmpty else {
            return wrong(node, "a list of events such as [\(Self.form)]")
        }
        for (index, element) in elements.enumerated() {
            guard let rule = rule(element) else { continue }
            if index > 0, document.rules.last?.rule.conditions.isEmpty == true {
                complaints.add(
                    .warning,
                    at: element.position,
                    "the event before this one has no 'when', so this one never has its turn",
                    expected: "the one without 'when' as the last"
                )
            }
            document.rules.append(rule)
        }
    }

    private mutating func rule(_ node: YAMLNode) -> SourceRuleDocument? {
        guard let members = members(of: node, Self.ruleKeys, what: "an event of a source", form: Self.form) else {
            return nil
        }
        guard let typeNode = members["type"] else {
            complaints.add(at: node.position, "this event has no 'type'", expected: Self.form)
            return nil
        }
        var rule = SourceRule(conditions: [], type: "", stages: [], position: node.position)
        if let when = members["when"] { rule.conditions = conditions(when) }
        let type = eventType(typeNode)
        rule.type = type ?? ""
        if let id = members["id"] { rule.id = path(id) }
        if let subject = members["subject"] { rule.subject = value(subject) }
        if let time = members["time"] {
            rule.time = value(time)
            if rule.time?.conversion == nil { rule.time?.conversion = .time }
        }
        if let data = members["data"] { rule.data = self.data(data, type: type) }
        let stages = members["stages"].map { self.stages($0) } ?? []
        if members["data"] == nil, members["stages"] == nil {
            complaints.add(at: node.position, "this event has neither 'data' nor 'stages'", expected: Self.form)
        }
        return SourceRuleDocument(rule: rule, stages: stages)
    }

    private mutating func eventType(_ node: YAMLNode) -> String? {
        guard let type = plain(node, "an event type such as course.completed"), !type.isEmpty else { return nil }
        guard !type.isSystemType else {
            complaints.add(
                at: node.position,
                "types that begin with \(String.systemTypePrefix) are Penstock's own",
                expected: "another type"
            )
            return nil
        }
        if context.catalog[type: type] == nil {
            complaints.add(
                .warning,
                at: node.position,
                "the catalog has no event type '\(type.shortened)'",
                expected: "a file events/\(type).yaml, or a type that there is",
                suggestion: nearest(type, in: context.catalog.names)
            )
        }
        return type
    }

    // MARK: when

    private mutating func conditions(_ node: YAMLNode) -> [SourceCondition] {
        guard let members = node.mapping, !members.isEmpty else {
            wrong(node, "conditions such as { hook: course.completed } or { /event: [passed, failed] }")
            return []
        }
        return members.compactMap { key, value in
            let isHook = key.scalar?.text == "hook"
            guard let place = isHook ? SourceCondition.Place.hook : path(key).map({ .path($0) }),
                let test = test(value)
            else { return nil }
            return SourceCondition(place: place, test: test)
        }
    }

    static let testKeys = ["exists"]

    private mutating func test(_ node: YAMLNode) -> SourceCondition.Test? {
        if node.mapping != nil {
            let form = "{ exists: true }"
            guard let members = members(of: node, Self.testKeys, what: "a condition", form: form) else { return nil }
            guard let exists = members["exists"] else {
                complaints.add(at: node.position, "this condition asks for nothing", expected: form)
                return nil
            }
            return truth(exists).map { .exists($0) }
        }
        let elements = node.sequence ?? [node]
        guard !elements.isEmpty else {
            wrong(node, "one text or more")
            return nil
        }
        let patterns = elements.compactMap { plain($0, "a text, in which * stands for anything") }.map(Glob.init)
        return patterns.count == elements.count ? .matches(patterns) : nil
    }

    mutating func path(_ node: YAMLNode) -> SourcePath? {
        guard let text = plain(node, "a field, or a pointer such as /user/login") else { return nil }
        do throws(JSONError) {
            return try SourcePath(text)
        } catch {
            complaints.add(at: node.position, "'\(text.shortened)': \(error.message)")
            return nil
        }
    }

    // MARK: stages

    private mutating func isolation(_ node: YAMLNode) -> PluginIsolation? {
        if let isolation = node.stringValue.flatMap(PluginIsolation.init) { return isolation }
        wrong(node, PluginIsolation.expected)
        return nil
    }

    /// Transforms alone: a source decides by `when`, and it sends nothing.
    private mutating func stages(_ node: YAMLNode) -> [StageDocument] {
        let form = "[{ transform: jq, with: { expression: … } }]"
        guard let elements = node.sequence, !elements.isEmpty else {
            wrong(node, "a list of transforms such as \(form)")
            return []
        }
        return elements.enumerated().compactMap { index, element in
            let keys = ["transform", "with", "name", "timeout", "isolation"]
            guard let members = members(of: element, keys, what: "a stage of a source", form: form) else { return nil }
            guard let type = members["transform"], let id = plain(type, "the name of a transform") else {
                if members["transform"] == nil {
                    complaints.add(at: element.position, "this stage is no transform", expected: form)
                }
                return nil
            }
            return StageDocument(
                index: index,
                kind: .transform,
                typeID: id,
                typePosition: type.position,
                name: members["name"].flatMap { plain($0, "the name of a stage") },
                timeout: members["timeout"].flatMap { duration($0, such: "5s") },
                with: members["with"].flatMap { $0.isNull ? nil : $0 },
                isolation: members["isolation"].flatMap { isolation($0) }
            )
        }
    }
}
