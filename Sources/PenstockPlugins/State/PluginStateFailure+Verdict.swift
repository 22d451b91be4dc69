internal import CPenstock

// How the services that answer for a delivery tell a failure.

extension MessageFrame {
    /// The delivery that a stage is called for.
    static func of(_ call: UnsafePointer<penstock_call>) -> MessageFrame? {
        unsafe call.pointee.handle.map { unsafe Unmanaged<MessageFrame>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Notes why a stage was not served, and gives the verdict that its op can return.
    func fail(_ failure: PluginStateFailure) -> Int32 {
        unsafe self.failure = unsafe (arena.copy(failure.code), arena.copy(failure.text))
        return switch failure.kind {
        case .transient: PENSTOCK_FAIL_TRANSIENT
        case .permanent: PENSTOCK_FAIL_PERMANENT
        case .limit: PENSTOCK_FAIL_LIMIT
        }
    }
}
