internal import PenstockCore
package import PenstockEngine

/// A source and how it fares.
package struct SourceStanding: Sendable, Equatable {
    package var source: SourceOutline
    package var memory: SourceMemory
    /// How many requests are kept that became no event.
    package var learned: Int

    package init(source: SourceOutline, memory: SourceMemory = SourceMemory(), learned: Int = 0) {
        (self.source, self.memory, self.learned) = (source, memory, learned)
    }

    /// Since when it has been silent for too long.
    func silence(_ now: Timestamp) -> Timestamp? {
        guard source.isEnabled, let every = source.expected else { return nil }
        return memory.silence(of: every, at: now)
    }

    /// Words for how it stands.
    func badges(_ now: Timestamp) -> View {
        guard source.isEnabled else { return [["badge": .badge("disabled", .quiet)]] }
        var badges = [silence(now) == nil ? View.badge("enabled", .good) : .badge("silent", .bad)]
        if source.learns { badges.append(.badge("learning", .busy)) }
        return .list(badges.map { ["badge": $0] })
    }

    /// How it fares: `last verified 3 minutes ago; 2 refused: wrong secret`.
    func sentence(_ now: Timestamp) -> String {
        var parts = [memory.lastVerified.map { "last verified \($0.relative(to: now))" } ?? "nothing was verified yet"]
        if let since = silence(now) { parts.append("silent since \(since.wording)") }
        if let refused = refusals { parts.append(refused) }
        if learned > 0 { parts.append("\(learned.grouped) learned") }
        return parts.joined(separator: "; ")
    }

    /// What was refused, what came last first.
    var refused: [(reason: String, refused: SourceMemory.Refused)] {
        memory.refused.sorted { ($1.value.last, $0.key) < ($0.value.last, $1.key) }.map { ($0.key, $0.value) }
    }

    private var refusals: String? {
        let refused = refused
        guard let first = refused.first else { return nil }
        guard refused.count > 1 else { return "\(first.refused.count.grouped) refused: \(first.reason)" }
        let total = refused.reduce(0) { $0 + $1.refused.count }
        return "\(total.grouped) refused: " + refused.map { "\($1.count.grouped) \($0)" }.joined(separator: ", ")
    }
}
