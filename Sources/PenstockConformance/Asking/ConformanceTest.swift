package import PenstockPlugins

/// One question that the suite asks.
package struct ConformanceTest: Sendable {
    /// What a question is about.
    package enum Subject: Sendable, Equatable {
        /// The file, or the library as a whole.
        case library
        /// Each stage type of these kinds.
        case stages(Set<StageKind>)
    }

    package let id: String
    /// What it asks, one sentence for people.
    package let asks: String
    package let subject: Subject
    let run: @Sendable (TestRun) throws -> Void

    init(_ id: String, _ asks: String, of subject: Subject, _ run: @escaping @Sendable (TestRun) throws -> Void) {
        self.id = id
        self.asks = asks
        self.subject = subject
        self.run = run
    }

    /// Whom it is asked of, for people.
    package var about: String {
        guard case .stages(let kinds) = subject else { return "library" }
        if kinds.count == StageKind.allCases.count { return "every stage type" }
        return StageKind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: ", ")
    }

    /// Whether it is asked of a stage type.
    func concerns(_ stage: StageName) -> Bool {
        guard case .stages(let kinds) = subject else { return false }
        return kinds.contains { $0.rawValue == stage.kind }
    }

    /// Every question, in the order in which they are asked.
    package static let all: [ConformanceTest] =
        ofTheFile + ofTheDescription + ofConfigurations + ofLife + ofCalls + ofTransports + [cost]
}

extension ConformanceTest.Subject {
    static let everyStage = ConformanceTest.Subject.stages(Set(StageKind.allCases))
    /// Those that may make a new body.
    static let writers = ConformanceTest.Subject.stages([.transform, .sign])
    static let transports = ConformanceTest.Subject.stages([.transport])
}
