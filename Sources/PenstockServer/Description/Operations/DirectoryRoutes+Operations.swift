internal import HTTPTypes
internal import PenstockCore
internal import PenstockJSON

extension DirectoryRoutes {
    static let topic = Topic(
        name: "Directories",
        description: "What events have told: the data of the newest about each key, as `lookup` finds it.",
        operations: [
            Operation(
                .get,
                "/v1/directory/{name}",
                id: "listDirectory",
                "Lists the rows of a directory, by their keys.",
                parameters: [
                    name, .query("limit", .refined(.integer(1...500), ["default": 50]), "How many rows a page has."),
                    .query("after", .text(), "The `next` of the page before; absent for the first page."),
                ],
                replies: [.json(.directory, "A page of rows.")],
                problems: [.invalidParameter, .notFound] + .reading
            ),
            Operation(
                .get,
                "/v1/directory/{name}/{key}",
                id: "getDirectoryRow",
                "Shows one row.",
                parameters: [name, .path("key", .text(), "What the row is found by.", example: "learner1")],
                replies: [.json(.directoryRow, "The row.")],
                problems: [.notFound] + .reading
            ),
        ]
    )

    private static let name = Parameter.path("name", .text(), "The directory's name.", example: "people")
}
