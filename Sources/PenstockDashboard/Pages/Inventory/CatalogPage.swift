package import PenstockEngine

/// The event types that are known.
package struct CatalogPage: Page {
    package static let template = "catalog"
    package var title: String { "Catalog" }

    package var types: [EventTypeSummary]

    package init(types: [EventTypeSummary]) { self.types = types }

    package func view(_ context: PageContext) -> View {
        [
            "types": .table(
                types.map { type in
                    [
                        "type": .link(.eventType(type.type), type.type), "description": View(type.description),
                        "subject": View(type.subject),
                        "strict": .flag(type.isStrict),
                        "test": .text(Path("test").with(("type", type.type)).text),
                    ]
                }
            )
        ]
    }
}
