internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    /// Writes a revision as lists show it.
    mutating func revision(_ record: RevisionRecord, running: RevisionID) {
        object { json in json.revisionMembers(record, running) }
    }

    /// Writes a revision with its pipelines: how each selects events, its stages, and the text of its document.
    mutating func revision(_ record: RevisionRecord, _ pipelines: [PipelineDeclaration], running: RevisionID) {
        object { json in
            json.revisionMembers(record, running)
            json.key("pipelines")
            json.array(pipelines) { json, pipeline in
                json.object { json in
                    json.member("name", pipeline.name)
                    json.member("selector", try? JSONValue.parse(pipeline.selector))
                    if let stages = pipeline.document.flatMap(StageOutline.all) {
                        json.key("stages")
                        json.array(stages) { json, stage in
                            json.object { json in json.stageMembers(stage) }
                        }
                    }
                    json.member("text", pipeline.document?.text)
                }
            }
        }
    }

    mutating func stageMembers(_ stage: StageOutline) {
        member("label", stage.label)
        member("kind", stage.kind)
        member("type", stage.type)
        member("name", stage.name)
    }

    private mutating func revisionMembers(_ record: RevisionRecord, _ running: RevisionID) {
        member("revision", record.id.rawValue)
        member("adopted_at", record.adoptedAt)
        member("running", record.id == running)
        member("pipeline_count", record.pipelineCount)
    }
}
