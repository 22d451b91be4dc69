/// The HTTP API for people, by topics. A server hands over the descriptions that `/openapi.json` is made of.
package struct ReferencePage: Page {
    package static let template = "reference"
    package var title: String { "The HTTP API" }

    /// Paragraphs, with code between backticks.
    package var about: String
    package var topics: [ReferenceTopic]

    package init(about: String, topics: [ReferenceTopic]) {
        self.about = about
        self.topics = topics
    }

    package func view(_ context: PageContext) -> View {
        [
            "about": .paragraphs(about),
            "topics": .list(
                topics.map { topic in
                    [
                        "name": .text(topic.name), "link": .text(Path("api", topic.slug).text),
                        "telling": .paragraphs(topic.about),
                        "operations": .list(
                            topic.operations.map { operation in
                                [
                                    "method": .text(operation.method), "path": .text(operation.path),
                                    "link": .text(Path("api", topic.slug).text + "#" + operation.id),
                                    "summary": .prose(operation.summary),
                                ]
                            }
                        ),
                    ]
                }
            ),
        ]
    }
}
