/// What a person sees instead of the page that was asked for.
package struct ProblemPage: Page {
    package static let template = "problem"
    package var title: String
    /// What is wrong with this very request, without a full stop.
    package var detail: String
    /// What to know and to do, in a sentence or two.
    package var advice: String

    package init(title: String, detail: String, advice: String) {
        self.title = title
        self.detail = detail
        self.advice = advice
    }

    package func view(_ context: PageContext) -> View {
        ["detail": .text(detail.capitalizedSentence), "advice": .prose(advice)]
    }
}
