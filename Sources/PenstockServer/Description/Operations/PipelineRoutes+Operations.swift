internal import HTTPTypes

extension PipelineRoutes {
    static let topic = Topic(
        name: "Pipelines",
        description: "What is declared, and whether it is held.",
        operations: [
            Operation(
                .get,
                "/v1/pipelines",
                id: "listPipelines",
                "Lists the pipelines that are declared, by name.",
                replies: [.json(.whole(of: .pipelineSummary), "All pipelines, disabled ones too.")]
            ),
            Operation(
                .get,
                "/v1/pipelines/{name}",
                id: "getPipeline",
                "Shows a pipeline.",
                parameters: [.pipelineName],
                replies: [.json(.pipelineSummary, "The pipeline.")],
                problems: [.notFound, .unknownPipeline]
            ),
            Operation(
                .post,
                "/v1/pipelines/{name}/pause",
                id: "pausePipeline",
                "Holds a pipeline: it takes events, and delivers nothing.",
                parameters: [.pipelineName],
                body: .reason,
                replies: [.json(.pipelineSummary, "What has become of it.")],
                problems: .options + [.notFound, .unknownPipeline, .conflict] + .writing
            ),
            Operation(
                .post,
                "/v1/pipelines/{name}/resume",
                id: "resumePipeline",
                "Lets a pipeline that is held go on.",
                parameters: [.pipelineName],
                replies: [.json(.pipelineSummary, "What has become of it.")],
                problems: [.notFound, .unknownPipeline, .conflict] + .writing
            ),
        ]
    )
}

extension Parameter {
    static let pipelineName = path("name", .text(), "The pipeline's name.")
}
