internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension Problem {
    /// Why the engine did not take an event in.
    init(_ error: IntakeError) {
        let kind: ProblemKind =
            switch error.code {
            case .forbidden: .reservedType
            case .contradiction: .schemaViolation
            case .busy: .busy
            case .stopping: .stopping
            case .full: .storageFull
            case .unavailable: .storageUnavailable
            default: .invalidEvent
            }
        self.init(kind, error.message)
        retryAfter = error.retryAfter.map { Int($0.components.seconds) }
    }

    /// Why the store did not do or say what was asked.
    init(_ error: StoreError) {
        let kind: ProblemKind =
            switch error.code {
            case .notFound: .notFound
            case .conflict: .conflict
            case .full: .storageFull
            case .corrupt: .storageDamaged
            default: .storageUnavailable
            }
        self.init(kind, error.message)
    }

    /// Why a text is no JSON.
    init(_ error: JSONError) {
        self.init(.invalidJSON, error.description)
        offset = error.offset
    }
}
