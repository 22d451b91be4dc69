internal import CPenstock
package import PenstockCore

/// What a stage said of one delivery.
package enum StageVerdict: Sendable, Equatable {
    /// The delivery goes on.
    case pass
    /// A filter stops it here, for a reason.
    case drop(String)
    /// The stage failed: the class of the failure and what it said.
    case failed(Outcome, Reason)
}

extension StageInstance {
    /// Runs a filter, a transform or a signer over a frame.
    package func run(_ frame: MessageFrame) -> StageVerdict {
        if let bar { return .failed(.configuration, bar) }
        switch type.kind {
        case .filter: return filter(frame)
        case .transform: return unsafe write(frame, .transform, operations.pointee.transform)
        case .sign: return unsafe write(frame, .sign, operations.pointee.sign)
        case .transport: return prepare(frame)
        }
    }

    private func filter(_ frame: MessageFrame) -> StageVerdict {
        guard let filter = unsafe operations.pointee.filter else { return .pass }
        let verdict = site.recorded(.filter, about: frame.number) { unsafe filter(raw, frame.message, frame.call) }
        switch verdict {
        case PENSTOCK_PASS: return .pass
        case PENSTOCK_DROP:
            let said = frame.explanation ?? "the filter '\(type.id)' does not let it pass"
            frame.clearVerdict()
            return .drop(said)
        case let verdict: return failure(verdict, frame)
        }
    }

    private typealias Writer =
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<penstock_message>, UnsafeMutablePointer<penstock_output>,
            UnsafePointer<penstock_call>
        ) -> Int32

    private func write(_ frame: MessageFrame, _ name: PluginOperation, _ operation: Writer?) -> StageVerdict {
        guard let operation = unsafe operation else { return .pass }
        frame.beginOutput()
        let verdict = site.recorded(name, about: frame.number) {
            unsafe operation(raw, frame.message, frame.output, frame.call)
        }
        switch verdict {
        case PENSTOCK_UNCHANGED: return .pass
        case PENSTOCK_WROTE:
            return frame.takeOutput() ? .pass : fault("it wrote more than the buffer holds")
        case PENSTOCK_SLICE:
            return frame.takeSlice() ? .pass : fault("it named a part of the body that is not within it")
        case let verdict: return failure(verdict, frame)
        }
    }

    private func prepare(_ frame: MessageFrame) -> StageVerdict {
        guard let prepare = unsafe operations.pointee.prepare else { return .pass }
        frame.beginOutput()
        let verdict = site.recorded(.prepare, about: frame.number) {
            unsafe prepare(raw, frame.message, frame.output, frame.call)
        }
        return verdict == PENSTOCK_OK ? .pass : failure(verdict, frame)
    }

    /// Begins an attempt. Unless it fails, the token is completed exactly once, perhaps before this returns: the frame
    /// belongs to nobody here afterwards.
    package func submit(_ frame: MessageFrame, token: UInt64) -> StageVerdict {
        guard let submit = unsafe operations.pointee.submit else { return .pass }
        if let bar { return .failed(.configuration, bar) }
        frame.state.close()
        unsafe frame.delivery.pointee.token = token
        frame.takeOff(from: site)
        let verdict = site.recorded(.submit, about: frame.number) { unsafe submit(raw, frame.delivery) }
        return verdict >= 0 ? .pass : failure(verdict, frame)
    }

    private func failure(_ verdict: Int32, _ frame: MessageFrame) -> StageVerdict {
        let outcome: Outcome
        switch verdict {
        case PENSTOCK_FAIL_TRANSIENT: outcome = .transient
        case PENSTOCK_FAIL_PERMANENT, PENSTOCK_FAIL_LIMIT: outcome = .permanent
        case PENSTOCK_FAIL_CONFIGURATION: outcome = .configuration
        default: return fault("it answered \(verdict), which is no verdict")
        }
        let reason = frame.failureReason
        frame.clearVerdict()
        return .failed(outcome, reason)
    }

    private func fault(_ what: String) -> StageVerdict {
        .failed(
            .pluginFault,
            Reason(code: "bad-output", text: "the plugin \(type.plugin) broke the rules of the interface: \(what)")
        )
    }
}
