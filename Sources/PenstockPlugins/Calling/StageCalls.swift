internal import CPenstock
package import PenstockCore
internal import PenstockWire

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
    /// Runs a stage over the frames of a slice that came through so far: those whose verdict is ``StageVerdict/pass``.
    ///
    /// In process it is a loop; a worker gets many in one frame.
    package func run(_ frames: [MessageFrame], _ verdicts: inout [StageVerdict]) {
        guard let isolated else {
            for index in frames.indices where verdicts[index] == .pass { verdicts[index] = run(frames[index]) }
            return
        }
        let open = frames.indices.filter { verdicts[$0] == .pass }
        guard let operation, !open.isEmpty else { return }
        let calls = open.map { index in
            if operation != .filter { frames[index].beginOutput() }
            return ProxyCall(frames[index], writes: operation != .filter)
        }
        for (index, verdict) in zip(open, isolated.run(operation, calls)) {
            verdicts[index] = conclude(verdict, frames[index])
        }
    }

    /// Runs a stage over a frame; of a transport, its say before the signers.
    package func run(_ frame: MessageFrame) -> StageVerdict {
        if let bar { return .failed(.configuration, bar) }
        if isolated != nil {
            var verdicts = [StageVerdict.pass]
            run([frame], &verdicts)
            return verdicts[0]
        }
        switch type.kind {
        case .filter:
            guard let filter = unsafe operations.pointee.filter else { return .pass }
            let verdict = site.recorded(.filter, about: frame.number) { unsafe filter(raw, frame.message, frame.call) }
            return conclude(verdict, frame)
        case .transform: return unsafe write(frame, .transform, operations.pointee.transform)
        case .sign: return unsafe write(frame, .sign, operations.pointee.sign)
        case .transport: return unsafe write(frame, .prepare, operations.pointee.prepare)
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
        return conclude(verdict, frame)
    }

    /// Its face to the worker that it runs in.
    private var isolated: ProxyInstance? { unsafe type.isIsolated && bar == nil ? ProxyInstance.of(raw) : nil }

    /// What ``run(_:)`` calls; nil when the type does not have it.
    private var operation: WireOperation? {
        switch type.kind {
        case .filter: unsafe operations.pointee.filter == nil ? nil : .filter
        case .transform: unsafe operations.pointee.transform == nil ? nil : .transform
        case .sign: unsafe operations.pointee.sign == nil ? nil : .sign
        case .transport: unsafe operations.pointee.prepare == nil ? nil : .prepare
        }
    }

    /// Takes over what the stage made of a frame.
    private func conclude(_ verdict: Int32, _ frame: MessageFrame) -> StageVerdict {
        switch type.kind {
        case .filter: concludeFilter(verdict, frame)
        case .transform, .sign: concludeWriting(verdict, frame)
        case .transport: verdict == PENSTOCK_OK ? .pass : failure(verdict, frame)
        }
    }

    private func concludeFilter(_ verdict: Int32, _ frame: MessageFrame) -> StageVerdict {
        switch verdict {
        case PENSTOCK_PASS: return .pass
        case PENSTOCK_DROP:
            let said = frame.explanation ?? "the filter '\(type.id)' does not let it pass"
            frame.clearVerdict()
            return .drop(mask(said))
        default: return failure(verdict, frame)
        }
    }

    private func concludeWriting(_ verdict: Int32, _ frame: MessageFrame) -> StageVerdict {
        switch verdict {
        case PENSTOCK_UNCHANGED: .pass
        case PENSTOCK_WROTE: frame.takeOutput() ? .pass : fault("it wrote more than the buffer holds")
        case PENSTOCK_SLICE:
            frame.takeSlice() ? .pass : fault("it named a part of the body that is not within it")
        default: failure(verdict, frame)
        }
    }

    /// Begins an attempt. Unless it fails, the token is completed exactly once, perhaps before this returns: the frame
    /// belongs to nobody here afterwards.
    package func submit(_ frame: MessageFrame, token: UInt64) -> StageVerdict {
        guard let submit = unsafe operations.pointee.submit else { return .pass }
        if let bar { return .failed(.configuration, bar) }
        frame.state.close()
        frame.history.close()
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
        case WorkerVerdict.crashed, WorkerVerdict.hung: outcome = .pluginFault
        default: return fault("it answered \(verdict), which is no verdict")
        }
        var reason = frame.failureReason
        (reason.code, reason.text) = (mask(reason.code), mask(reason.text))
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

extension ProxyCall {
    fileprivate init(_ frame: MessageFrame, writes: Bool) {
        unsafe self.init(message: frame.message, output: writes ? frame.output : nil, call: frame.call, frame: frame)
        // The worker may die after the stage has written something, and then the call is made once more.
        frame.state.mark()
    }
}
