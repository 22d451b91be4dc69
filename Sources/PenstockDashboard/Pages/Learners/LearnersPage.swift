/// Asks which learner is meant.
package struct LearnersPage: Page {
    package static let template = "learners"
    package var title: String { "Learners" }

    package init() {}

    package func view(_ context: PageContext) -> View { ["filter": Self.filter().view] }

    /// The form that leads to a learner.
    static func filter(_ username: String = "") -> ListFilter {
        ListFilter(
            path: Path("learners"),
            label: "Which learner",
            fields: [ListFilter.Field(name: "username", label: "Username", hint: "learner1")],
            values: ["username": username]
        )
    }
}
