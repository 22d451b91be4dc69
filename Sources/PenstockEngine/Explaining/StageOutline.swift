package import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// A stage as it is kept with a revision: its place and what it is, without its configuration.
package struct StageOutline: Sendable, Equatable {
    /// Its place and what it does, as reasons name it: `stages/0 (match)`.
    package var label: String
    /// `filter`, `transform`, `sign` or `transport`.
    package var kind: String
    /// The stage type, such as `http`.
    package var type: String
    /// The name that the pipeline gives it.
    package var name: String?

    package init(label: String, kind: String, type: String, name: String? = nil) {
        self.label = label
        self.kind = kind
        self.type = type
        self.name = name
    }

    /// Whether it works on the message, which a repeated try does not do again.
    package var makesMessage: Bool { kind == StageKind.filter.rawValue || kind == StageKind.transform.rawValue }
    package var isTransport: Bool { kind == StageKind.transport.rawValue }
}

// MARK: - The form in which it is kept

extension StageOutline {
    static func json(of stages: [PipelineStage]) -> String {
        JSONValue.array(
            stages.map { stage in
                var members: JSONObject = [
                    "label": .string(stage.label), "kind": .string(stage.kind.rawValue), "type": .string(stage.typeID),
                ]
                members["name"] = stage.name.map(JSONValue.string)
                return .object(members)
            }
        ).text
    }

    /// The stages of a document as it was kept; nil when that makes no sense.
    package static func all(in document: DocumentText) -> [StageOutline]? {
        guard let stages = try? JSONValue.parse(document.stages).arrayValue else { return nil }
        let read = stages.compactMap { stage -> StageOutline? in
            guard let label = stage["label"]?.stringValue, let kind = stage["kind"]?.stringValue,
                let type = stage["type"]?.stringValue
            else { return nil }
            return StageOutline(label: label, kind: kind, type: type, name: stage["name"]?.stringValue)
        }
        return read.count == stages.count ? read : nil
    }
}
