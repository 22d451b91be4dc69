package import PenstockCore
internal import PenstockPlugins

// What a person asks for, and looking.

extension Engine {
    /// Makes a delivery due now, its schedule anew.
    package func retry(_ delivery: DeliveryID, render: Bool) async throws(StoreError) {
        let at = configuration.clock.steady()
        let result = await write(.retry(delivery, render: render, at: at))
        switch result {
        case .retried(let pipeline):
            inFlight.admit([delivery])
            dispatcher.isDue(pipeline, at: at)
            dispatcher.probe(pipeline)
        case .failed(let error): throw error
        default: throw StoreError.answeredOtherwise
        }
    }

    /// Ends a delivery that has not ended well; what a transport has of it is called off.
    package func cancel(_ delivery: DeliveryID) async throws(StoreError) {
        try await withdraw(delivery, .cancel(delivery, .byPerson, at: configuration.clock.steady()))
    }

    /// Stops one delivery until it is retried; what a transport has of it is called off.
    package func hold(delivery: DeliveryID, _ reason: Reason) async throws(StoreError) {
        try await withdraw(delivery, .park(delivery, reason, at: configuration.clock.wall()))
    }

    private func withdraw(_ delivery: DeliveryID, _ operation: StoreOperation) async throws(StoreError) {
        let (dispatcher, inFlight, clock) = (dispatcher, inFlight, configuration.clock)
        let result = await withCheckedContinuation { continuation in
            writer.enqueue(operation) { result in
                // On the writer's thread, so that no claim hands it out in between.
                switch result {
                case .cancelled(let pipeline, let releases):
                    dispatcher.note(.withdrawn(delivery, of: pipeline))
                    if releases { dispatcher.note(.due(pipeline, at: clock.steady())) }
                case .parked(let pipeline): dispatcher.note(.withdrawn(delivery, of: pipeline))
                default: break
                }
                continuation.resume(returning: result)
            }
        }
        switch result {
        case .cancelled, .parked:
            inFlight.callOff([delivery])
        case .failed(let error): throw error
        default: throw StoreError.answeredOtherwise
        }
    }

    /// Stops a pipeline until it is resumed; its deliveries wait.
    package func hold(pipeline name: String, _ reason: Reason) async throws(StoreError) {
        let id = try id(of: name)
        if case .failed(let error) = await write(.hold(id, reason)) { throw error }
        dispatcher.close(id, reason)
    }

    /// Lets a pipeline go on, with what waited and what was held. An endpoint that did not work is looked at now.
    package func resume(pipeline name: String) async throws(StoreError) {
        let id = try id(of: name)
        if case .failed(let error) = await write(.resume(id, at: configuration.clock.steady())) { throw error }
        if let health = current.chains[id]?.health {
            health.resumed(at: configuration.clock.wall())
            settler.remember(health.memory, id)
        }
        dispatcher.open(id)
    }

    private func id(of pipeline: String) throws(StoreError) -> PipelineID {
        guard let id = current.declared[pipeline] else {
            throw StoreError(.notFound, "there is no pipeline '\(pipeline)'")
        }
        return id
    }

    func write(_ operation: StoreOperation) async -> StoreResult {
        await withCheckedContinuation { continuation in
            writer.enqueue(operation) { continuation.resume(returning: $0) }
        }
    }

    /// Runs a blocking read on a thread of its own.
    package func read<R: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        let store = store
        return try await reads.run { () throws(StoreError) -> R in try body(store) }
    }
}

extension Reason {
    /// Why a delivery is cancelled, one by one or with many others.
    static let byPerson = Reason(code: "cancelled", text: "a person cancelled it")
}

extension StoreError {
    static let answeredOtherwise =
        StoreError(.unavailable, "the store answered something else than it was asked")
}
