internal import HTTPTypes
internal import PenstockJSON

extension DeliveryRoutes {
    static let topic = Topic(
        name: "Deliveries",
        description: "An event on its way through a pipeline.",
        operations: [
            Operation(
                .get,
                "/v1/deliveries",
                id: "listDeliveries",
                "Lists deliveries, newest first.",
                details:
                    "A delivery whose pipeline is held is shown as `held`; `state` does not find it so.",
                parameters: [
                    .pipeline, .states, .status, .type, .subject, .eventSource, .person, .search, .since, .until,
                ] + Parameter.pagesOrExport(of: .deliveries),
                replies: [.json(.page(of: .delivery), "A page of deliveries.")]
                    + .exports("All deliveries, with a `cursor` each."),
                problems: [.invalidParameter, .unknownPipeline] + .reading
            ),
            Operation(
                .get,
                "/v1/deliveries/{id}",
                id: "getDelivery",
                "Shows a delivery with every attempt.",
                parameters: [.delivery],
                replies: [.json(.deliveryDetail, "The delivery.")],
                problems: [.notFound] + .reading
            ),
            Operation(
                .post,
                "/v1/deliveries/{id}/retry",
                id: "retryDelivery",
                "Makes a delivery due now, with its schedule anew.",
                parameters: [.delivery],
                body: .options(
                    .request([.maybe("render", .truth, "`true` runs the stages again.")]),
                    Example("render", "With what the stages make of it now", ["render": true])
                ),
                replies: [.json(202, .delivery, "What has become of it.")],
                problems: .options + [.notFound, .conflict] + .writing
            ),
            Operation(
                .post,
                "/v1/deliveries/{id}/cancel",
                id: "cancelDelivery",
                "Ends a delivery that has not arrived.",
                parameters: [.delivery],
                replies: [.json(.delivery, "What has become of it.")],
                problems: [.notFound, .conflict] + .writing
            ),
            Operation(
                .post,
                "/v1/deliveries/{id}/hold",
                id: "holdDelivery",
                "Stops a delivery that is pending or waiting, until it is retried.",
                parameters: [.delivery],
                body: .reason,
                replies: [.json(.delivery, "What has become of it.")],
                problems: .options + [.notFound, .conflict] + .writing
            ),
        ]
    )
}

extension Payload {
    /// Why a person does something; it is shown with what they did.
    static let reason = options(
        .request([.maybe("reason", .text, "Why, for those who look at it later.")]),
        Example("reason", "With a reason", ["reason": "the receiver moves to another host"])
    )
}
