package import PenstockCore

// What a person asks for, and looking.

extension Engine {
    /// Makes a delivery due now, its schedule anew.
    package func retry(_ delivery: DeliveryID, render: Bool) async throws(StoreError) {
        let at = configuration.clock.steady()
        let result = await write(.retry(delivery, render: render, at: at))
        switch result {
        case .retried(let pipeline): dispatcher.isDue(pipeline, at: at)
        case .failed(let error): throw error
        default: throw StoreError(.unavailable, "the store answered something else than it was asked")
        }
    }

    /// Stops a pipeline until it is resumed; its deliveries wait.
    package func hold(pipeline name: String, _ reason: Reason) async throws(StoreError) {
        let id = try id(of: name)
        if case .failed(let error) = await write(.hold(id, reason)) { throw error }
        dispatcher.close(id, reason)
    }

    /// Lets a pipeline go on, with what waited and what was held.
    package func resume(pipeline name: String) async throws(StoreError) {
        let id = try id(of: name)
        if case .failed(let error) = await write(.resume(id, at: configuration.clock.steady())) { throw error }
        dispatcher.open(id)
    }

    private func id(of pipeline: String) throws(StoreError) -> PipelineID {
        guard let id = ids[pipeline] else { throw StoreError(.notFound, "there is no pipeline '\(pipeline)'") }
        return id
    }

    private func write(_ operation: StoreOperation) async -> StoreResult {
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
