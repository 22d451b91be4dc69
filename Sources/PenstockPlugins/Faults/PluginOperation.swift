internal import CPenstockRecorder

/// What of a plugin is called, as the recorder names it.
enum PluginOperation {
    case load, entry, configure, release, create, destroy, activate, deactivate
    case filter, transform, sign, verify, prepare, submit, cancel, drain, foresee

    var code: UInt32 {
        switch self {
        case .load: UInt32(RECORDER_LOAD)
        case .entry: UInt32(RECORDER_ENTRY)
        case .configure: UInt32(RECORDER_CONFIGURE)
        case .release: UInt32(RECORDER_RELEASE)
        case .create: UInt32(RECORDER_CREATE)
        case .destroy: UInt32(RECORDER_DESTROY)
        case .activate: UInt32(RECORDER_ACTIVATE)
        case .deactivate: UInt32(RECORDER_DEACTIVATE)
        case .filter: UInt32(RECORDER_FILTER)
        case .transform: UInt32(RECORDER_TRANSFORM)
        case .sign: UInt32(RECORDER_SIGN)
        case .verify: UInt32(RECORDER_VERIFY)
        case .prepare: UInt32(RECORDER_PREPARE)
        case .submit: UInt32(RECORDER_SUBMIT)
        case .cancel: UInt32(RECORDER_CANCEL)
        case .drain: UInt32(RECORDER_DRAIN)
        case .foresee: UInt32(RECORDER_FORESEE)
        }
    }

    /// Whether a call must come back in time. What readies a stage may read a large file or compile a program, and
    /// `drain` has a budget of its own.
    static func isWatched(_ code: UInt32) -> Bool {
        (UInt32(RECORDER_FILTER)...UInt32(RECORDER_SUBMIT)).contains(code)
    }
}
