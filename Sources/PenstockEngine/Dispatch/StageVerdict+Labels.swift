internal import PenstockCore
internal import PenstockPlugins

/// Verdicts say of which stage they are.
extension StageVerdict {
    static func unavailable(_ error: StageUnavailable, _ label: String) -> StageVerdict {
        .failed(.configuration, Reason(code: "stage-unavailable", text: error.description, stage: label))
    }

    var isDrop: Bool {
        guard case .drop = self else { return false }
        return true
    }

    /// Whether it is a failure that does not say of which stage.
    var lacksLabel: Bool {
        guard case .failed(_, let reason) = self else { return false }
        return reason.stage == nil
    }

    func labelled(_ label: String) -> StageVerdict {
        guard case .failed(let outcome, let reason) = self else { return self }
        return .failed(outcome, Reason(code: reason.code, text: reason.text, stage: label))
    }
}
