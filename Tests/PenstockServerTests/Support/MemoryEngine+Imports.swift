import PenstockCore
@testable import PenstockEngine

// History in memory.
extension MemoryEngine {
    func check(_ draft: EventDraft) throws(IntakeError) {
        guard !draft.type.isEmpty else { throw IntakeError(.invalid, "type is empty") }
        guard !draft.type.isSystemType else {
            throw IntakeError(.forbidden, "types that begin with penstock. are Penstock's own")
        }
    }

    /// Each row is whole or not there, and a store that is busy takes none, as the real one has it.
    func accept(
        history rows: [[EventDraft]],
        patience _: Duration
    ) async throws(IntakeError) -> [Result<[Acceptance], IntakeError>] {
        if let refusal = read(\.refusal) { throw refusal }
        var results: [Result<[Acceptance], IntakeError>] = []
        for row in rows {
            do throws(IntakeError) {
                for draft in row { try check(draft) }
                var acceptances: [Acceptance] = []
                for draft in row { acceptances.append(try await accept(draft)) }
                results.append(.success(acceptances))
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }
}
