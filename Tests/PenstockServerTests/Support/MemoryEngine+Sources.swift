import PenstockCore
@testable import PenstockEngine
import PenstockPipelines
import Synchronization

// Sources in memory: what they met is kept, and what they learned stands in an array.
extension MemoryEngine {
    var sourceGround: SourceGround { read(\.sources) }

    func sourceMemory(_ name: String) -> SourceMemory { read(\.memories)[name] ?? SourceMemory() }

    func note(_ happening: SourceHappening, of source: String) {
        let now = now
        change { settings in
            switch happening {
            case .verified: settings.memories[source, default: SourceMemory()].lastVerified = now
            case .accepted(let count):
                settings.memories[source, default: SourceMemory()].lastEvent = now
                settings.memories[source, default: SourceMemory()].events += count
            case .refused(let reason, let text):
                settings.memories[source, default: SourceMemory()].refuse(reason, text, at: now)
            }
        }
    }

    func mapping<R: Sendable>(with _: Source, _ body: @escaping @Sendable (Int) -> R) async -> R? { body(0) }

    /// All or none, as the real one has it.
    func accept(together drafts: [EventDraft]) async throws(TogetherError) -> [Acceptance] {
        if let refusal = read(\.refusal) {
            throw TogetherError(drafts.indices.map { ($0, refusal) })
        }
        var acceptances: [Acceptance] = []
        for (index, draft) in drafts.enumerated() {
            do throws(IntakeError) {
                acceptances.append(try await accept(draft))
            } catch {
                throw TogetherError([(index, error)])
            }
        }
        return acceptances
    }

    func learn(_ request: NewLearnedRequest) async throws(StoreError) -> LearnedID {
        store.learnedList.withLock { list in
            let id = LearnedID((list.last?.id.rawValue ?? 0) + 1)
            list.append(
                LearnedRequest(
                    id: id,
                    source: request.source,
                    request: request.request,
                    reason: request.reason,
                    at: request.at
                )
            )
            return id
        }
    }

    func forget(_ id: LearnedID) async throws(StoreError) {
        let removed = store.learnedList.withLock { list in
            let before = list.count
            list.removeAll { $0.id == id }
            return before - list.count
        }
        if removed == 0 { throw StoreError(.notFound, "there is no such request") }
    }
}

extension MemoryStore {
    func learned(of source: String?, before cursor: LearnedID?, limit: Int) throws(StoreError) -> [LearnedRequest] {
        learnedList.withLock { list in
            let found = list.reversed().filter { request in
                (source.map { $0 == request.source } ?? true) && (cursor.map { request.id < $0 } ?? true)
            }
            return Array(found.prefix(limit))
        }
    }

    func learned(_ id: LearnedID) throws(StoreError) -> LearnedRequest? {
        learnedList.withLock { $0.first { $0.id == id } }
    }

    func learnedCounts() throws(StoreError) -> [String: Int] {
        learnedList.withLock { list in Dictionary(grouping: list, by: \.source).mapValues(\.count) }
    }

    func sourceMemories() throws(StoreError) -> [String: [UInt8]] { [:] }
}
