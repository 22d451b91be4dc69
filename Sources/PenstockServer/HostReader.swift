internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines

/// Puts together how the host stands.
struct HostReader: Sendable {
    let engine: any EngineService
    let refusals: RefusalCounts
    let failures: AccessFailures

    /// The report of this moment.
    /// - Throws: Where the store cannot be read.
    func report() async throws(Problem) -> HostReport {
        await report(try await engine.look { store throws(StoreError) in try Self.read(store) })
    }

    /// The report of this moment, without what the store would say where it cannot be read.
    func reportWhateverTheStore() async -> HostReport {
        await report(try? await engine.look { store throws(StoreError) in try Self.read(store) })
    }

    private typealias Reading = (backlog: [PipelineBacklog], timers: Int, process: ProcessFigures)

    private static func read(_ store: any StoreReading) throws(StoreError) -> Reading {
        (try store.backlog(), try store.pendingTimers(), ProcessFigures.read())
    }

    private func report(_ reading: Reading?) async -> HostReport {
        let now = engine.now
        return HostReport(
            metrics: engine.metrics(),
            condition: await engine.condition(),
            backlog: reading?.backlog,
            pendingTimers: reading?.timers,
            process: reading?.process ?? ProcessFigures(),
            refusals: refusals.reading,
            accessFailures: failures.reading,
            pipelines: engine.pipelines,
            plugins: engine.plugins,
            silences: engine.sourceGround.sources.sources.compactMap { source in
                SourceSilence(source, engine.sourceMemory(source.name), at: now)
            },
            now: now
        )
    }
}
