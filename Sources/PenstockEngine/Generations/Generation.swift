internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins
internal import Synchronization

/// One set of pipelines as it runs: what intake, stage threads and the API look at. Immutable; a reload makes the next.
///
/// Pipelines that did not change are the same chains in both, with their instances, connections and breakers.
final class Generation: Sendable {
    let set: PipelineSet
    let plugins: PluginSet
    let catalog: Catalog
    let revision: RevisionID
    /// The numbers of pipelines by name: those that are declared, and those that were since the process began.
    let ids: [String: PipelineID]
    let names: [PipelineID: String]
    let chains: [PipelineID: Chain]
    let intake: Intake
    /// Makes Penstock's own events, for the pipelines of this generation.
    let events: SystemEvents
    private let workshop: Workshop

    init(
        set: PipelineSet,
        plugins: PluginSet,
        catalog: Catalog,
        revision: RevisionID,
        ids: [String: PipelineID],
        chains: [PipelineID: Chain],
        intake: Intake,
        events: SystemEvents,
        workshop: Workshop
    ) {
        self.set = set
        self.plugins = plugins
        self.catalog = catalog
        self.revision = revision
        self.ids = ids
        names = Dictionary(ids.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        self.chains = chains
        self.intake = intake
        self.events = events
        self.workshop = workshop
    }

    // Whoever looks at it last may be a thread that must not wait for a plugin.
    deinit { workshop.release(set) }

    /// The pipelines that are declared.
    var declared: [String: PipelineID] {
        ids.filter { name, _ in set.index(of: name) != nil }
    }

    func chain(named name: String) -> Chain? { ids[name].flatMap { chains[$0] } }
}

/// The generation that runs. Read once per unit of work, which then stays with what it has read.
final class Generations: Sendable {
    private let state: Mutex<Generation>

    init(_ first: Generation) { state = Mutex(first) }

    var current: Generation { state.withLock { $0 } }

    /// Lets another one take its place.
    func turn(to next: Generation) {
        // What it was is let go outside of the lock.
        _ = state.withLock { state in
            defer { state = next }
            return state
        }
    }
}
