internal import PenstockCore
internal import PenstockPlugins
internal import PenstockYAML

/// `stages`.
extension PipelineReader {
    mutating func readStages(_ node: YAMLNode) {
        guard let elements = node.sequence, !elements.isEmpty else {
            let found = node.sequence == nil ? Self.found(node) : "an empty list"
            complaints.add(
                at: node.position,
                "expected a list of stages, found \(found)",
                expected: "a list of stages, the last one a transport"
            )
            return
        }
        for (index, element) in elements.enumerated() {
            if let stage = stage(element, index) { document.stages.append(stage) }
        }
        // A stage that could not be read may be the one that is missed.
        if document.stages.count == elements.count { checkOrder(elements, of: node) }
        checkNames(elements)
    }

    private static let kinds = StageKind.allCases.map(\.rawValue)
    static let stageKeys = kinds + ["with", "name", "timeout", "isolation"]

    private mutating func stage(_ node: YAMLNode, _ index: Int) -> StageDocument? {
        let form = "a mapping such as { transport: http, with: { url: … } }"
        guard let members = node.mapping else {
            complaints.add(at: node.position, "expected a stage, found \(Self.found(node))", expected: form)
            return nil
        }
        var types: [(kind: StageKind, key: YAMLNode, value: YAMLNode)] = []
        var (name, with): (String?, YAMLNode?) = (nil, nil)
        var (timeout, isolation): (Duration?, PluginIsolation?) = (nil, nil)
        for (key, value) in members {
            switch key.scalar?.text {
            case "with": with = value.isNull ? nil : value
            case "name": name = identifier(value, of: "a stage")
            case "timeout": timeout = self.timeout(value)
            case "isolation": isolation = self.isolation(value)
            case let word?:
                if let kind = StageKind(rawValue: word) {
                    types.append((kind, key, value))
                } else {
                    unknown(stageKey: key)
                }
            case nil: break
            }
        }
        guard let (kind, _, value) = types.first else {
            complaints.add(
                at: node.position,
                "this stage does not say what it is",
                expected: "one of \(orList(Self.kinds)): \(form)"
            )
            return nil
        }
        guard types.count == 1 else {
            complaints.add(
                at: types[1].key.position,
                "a stage is a \(kind.rawValue) or a \(types[1].kind.rawValue), not both",
                expected: "a stage of its own, which begins with '- '"
            )
            return nil
        }
        guard let id = text(value, expected: "the name of a \(kind.noun)"), !id.isEmpty else { return nil }
        return StageDocument(
            index: index,
            kind: kind,
            typeID: id,
            typePosition: value.position,
            name: name,
            timeout: timeout,
            with: with,
            isolation: isolation
        )
    }

    /// How long a call of a stage may take: so short that a busy machine is not taken for a fault, it may not be.
    private mutating func timeout(_ node: YAMLNode) -> Duration? {
        guard let timeout = duration(node) else { return nil }
        guard timeout >= .milliseconds(500) else {
            complaints.add(
                at: node.position,
                "a stage that may take less than 500ms counts as hung on a busy machine",
                expected: "a duration of 500ms or more; 5s is the default"
            )
            return nil
        }
        return timeout
    }

    private mutating func unknown(stageKey key: YAMLNode) {
        let near = nearest(key.scalar?.text ?? "", in: Self.stageKeys)
        complaints.add(
            at: key.position,
            "a stage has no key '\(key.scalar?.text ?? "")'",
            expected: near == nil ? "the configuration of the stage under 'with'" : nil,
            suggestion: near
        )
    }

    /// Filters and transforms in any order, then signers, then exactly one transport.
    private mutating func checkOrder(_ elements: [YAMLNode], of node: YAMLNode) {
        let stages = document.stages
        let transport = stages.firstIndex { $0.kind == .transport }
        var signed = false
        for (index, stage) in stages.enumerated() {
            let place = elements[index].position
            let rule = "filters and transforms, then signers, then one transport"
            if let transport, index > transport {
                let what = stage.kind == .transport ? "a second transport" : "this \(stage.kind.noun)"
                complaints.add(
                    at: place,
                    "\(what) follows the transport '\(stages[transport].typeID)', which must be the last stage",
                    expected: rule
                )
            } else if signed, stage.kind == .filter || stage.kind == .transform {
                complaints.add(
                    at: place,
                    "a \(stage.kind.noun) cannot follow a signer: what is signed must not change",
                    expected: rule
                )
            }
            signed = signed || stage.kind == .sign
        }
        if transport == nil {
            complaints.add(
                at: elements.last?.position ?? node.position,
                "the last stage must be a transport",
                expected: "- transport: http, or another transport, as the last stage"
            )
        }
    }

    private mutating func checkNames(_ elements: [YAMLNode]) {
        var seen: Set<String> = []
        for stage in document.stages {
            guard let name = stage.name, !seen.insert(name).inserted else { continue }
            complaints.add(
                at: elements[stage.index]["name"]?.position ?? stage.typePosition,
                "another stage of this pipeline is named '\(name)' already"
            )
        }
    }
}

extension StageKind {
    /// The kind as a noun, for messages.
    var noun: String { self == .sign ? "signer" : rawValue }
}
