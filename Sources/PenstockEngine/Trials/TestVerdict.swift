package import PenstockCore
package import PenstockJSON
package import PenstockPipelines
internal import PenstockPlugins

/// In what a report is other than a test expects.
package struct TestMismatch: Sendable, Equatable {
    /// Where the test says what it expects.
    package var position: SourcePosition
    /// What is looked at, as the test names it.
    package var subject: String
    package var expected: String
    /// What was there; nil for nothing.
    package var found: String?

    package init(position: SourcePosition, subject: String, expected: String, found: String?) {
        self.position = position
        self.subject = subject
        self.expected = expected
        self.found = found
    }
}

extension TrialReport {
    /// Everything in which it differs from what a test expects; empty where the test passes. Pure.
    package func mismatches(with expectations: [TestExpectation]) -> [TestMismatch] {
        expectations.compactMap { expectation in
            let found = value(of: expectation.subject)
            let isAccepted =
                expectation.subject == .stage
                ? decidesBy(expectation.matcher) : expectation.matcher.accepts(found)
            if isAccepted { return nil }
            return TestMismatch(
                position: expectation.position,
                subject: expectation.subject.description,
                expected: expectation.matcher.description,
                found: found?.text
            )
        }
    }

    /// The word for what became of the event.
    package var stateWord: String { state?.rawValue ?? PipelineTest.unmatched }

    /// What an expectation looks at; nil where it is not there.
    package func value(of subject: TestExpectation.Subject) -> JSONValue? {
        switch subject {
        case .state: .string(stateWord)
        case .stage: decidingStep.map { .string($0.label) }
        case .reason: .string(reason?.text ?? (match.isMatched ? "" : match.reason))
        case .code: reason.map { .string($0.code) }
        case .attempts: .number(JSONNumber(tries.count))
        case .method: request.map { .string($0.method) }
        case .url: request.map { .string($0.target) }
        case .body: request.map { .string(String(decoding: $0.body, as: UTF8.self)) }
        case .header(let name):
            name == "content-type"
                ? request.map { .string($0.header(name) ?? $0.contentType) }
                : request?.header(name).map { .string($0) }
        case .json(let pointer): request.flatMap { try? JSONValue.parse($0.body) }?[pointer]
        case .mail(let part): request.flatMap { $0.isMail ? $0.mailPart(part) : nil }
        }
    }

    /// A stage is named by its type, its own name, or its place.
    private func decidesBy(_ matcher: ValueMatcher) -> Bool {
        guard let step = decidingStep else { return false }
        let names = [step.type, step.name, step.label, step.label.split(separator: " ").first.map(String.init)]
        return names.contains { $0.map { matcher.accepts(.string($0)) } ?? false }
    }
}
