internal import CPenstock
internal import PenstockWire

// Deliveries through a stage in a worker, and who is to blame when it dies.

extension ProxyInstance {
    /// Calls the stage for deliveries.
    ///
    /// When the worker dies, those without a verdict are called again one by one with nothing else in the worker, so that
    /// only the one that is alone when it dies again is blamed.
    /// - Returns: A verdict for each.
    func run(_ operation: WireOperation, _ calls: [ProxyCall]) -> [Int32] {
        var verdicts = [Int32?](repeating: nil, count: calls.count)
        if let lost = library.gate.together({ attempt(operation, calls, from: 0, isAlone: false, &verdicts) }) {
            let open = verdicts.indices.filter { verdicts[$0] == nil }
            if open.count == 1, lost.isOwn {
                // It took too long with nobody beside it in its frame.
                verdicts[open[0]] = calls[open[0]].blame(lost.end, stage.place(of: operation))
            } else {
                for index in open {
                    calls[index].frame?.state.undo()
                    let lost = library.gate.alone {
                        attempt(operation, [calls[index]], from: index, isAlone: true, &verdicts)
                    }
                    if let lost { verdicts[index] = calls[index].blame(lost.end, stage.place(of: operation)) }
                }
            }
        }
        return verdicts.map { $0 ?? .min }
    }

    /// Calls for deliveries, whose verdicts stand in a list from a place on.
    /// - Parameter isAlone: Whether nothing else is in the worker.
    /// - Returns: Nil when all have one.
    private func attempt(
        _ operation: WireOperation,
        _ calls: [ProxyCall],
        from first: Int,
        isAlone: Bool,
        _ verdicts: inout [Int32?]
    ) -> LostCall? {
        let process: WorkerProcess
        do throws(NotReady) {
            process = try readyWorker()
        } catch {
            // Another's delivery may have ended the worker while this stage was readied in it.
            if case .ended(let end, _) = error, !isAlone { return LostCall(end: end, isOwn: false) }
            for (index, call) in calls.enumerated() { verdicts[first + index] = call.fail(error) }
            return nil
        }
        do throws(LostCall) {
            try process.call(operation, self, calls) { index, verdict in verdicts[first + index] = verdict }
            return nil
        } catch { return error }
    }

    /// Begins an attempt; it is completed exactly once, also when the worker dies.
    func submit(_ delivery: UnsafePointer<penstock_delivery>) -> Int32 {
        let key = unsafe FlightKey(stage: stage.id, token: delivery.pointee.token)
        let call = unsafe ProxyCall(message: delivery.pointee.message, output: nil, call: delivery.pointee.call)
        return library.gate.together {
            // The worker may die between two lines of this; then nothing was sent, and the next one gets it.
            for _ in 0..<3 {
                do throws(NotReady) {
                    let process = try readyWorker()
                    do throws(WorkerEnd) {
                        try process.submit(key, self) { writer in
                            let mark = writer.begin(.submit)
                            writer.put(id)
                            writer.put(key.token)
                            unsafe writer.put(delivery.pointee.resume)
                            unsafe writer.put(call.message, call.call)
                            writer.end(mark)
                        }
                        return PENSTOCK_OK
                    } catch { continue }
                } catch {
                    guard case .ended = error else { return call.fail(error) }
                }
            }
            return call.fail(.unavailable("the worker of the plugin \(library.name) died again and again"))
        }
    }

    /// Asks for an early end of an attempt.
    func cancel(_ token: UInt64) {
        guard let process = library.current else { return }
        try? process.tell { writer in
            let mark = writer.begin(.cancel)
            writer.put(id)
            writer.put(token)
            writer.end(mark)
        }
    }
}

extension ProxyCall {
    /// Blames this delivery for the end of its worker.
    /// - Parameter place: Where it was called.
    func blame(_ end: WorkerEnd, _ place: String) -> Int32 {
        fail(end.verdict, end.code, end.sentence(in: place))
    }

    /// Fails because the stage cannot be called.
    func fail(_ reason: NotReady) -> Int32 {
        switch reason {
        case .unavailable(let sentence): fail(PENSTOCK_FAIL_TRANSIENT, "plugin-restarting", sentence)
        case .ended(let end, let place): fail(PENSTOCK_FAIL_TRANSIENT, "plugin-restarting", end.sentence(in: place))
        case .refused(let verdict, let said):
            fail(
                verdict < 0 ? verdict : PENSTOCK_FAIL_CONFIGURATION,
                "stage-unavailable",
                "the stage could not be made ready in a new worker: \(said.isEmpty ? "it did not say why" : said)"
            )
        }
    }

    private func fail(_ verdict: Int32, _ code: String, _ text: String) -> Int32 {
        let (code, text) = (CText(code), CText(text))
        unsafe call.pointee.fail(call, code.bytes, text.bytes)
        withExtendedLifetime((code, text)) {}
        return verdict
    }
}
