internal import PenstockCore
internal import PenstockEngine

/// One source: what it takes, what it makes of it, how it fares, and what it has learned.
package struct SourcePage: Page {
    package static let template = "source"
    package var title: String { standing.source.name }

    package var standing: SourceStanding
    /// Requests that became no event, newest first.
    package var learned: [KeptRequest]
    /// The server's own address as whoever asks knows it: `http://127.0.0.1:8080`.
    package var server: String

    package init(standing: SourceStanding, learned: [KeptRequest] = [], server: String) {
        (self.standing, self.learned, self.server) = (standing, learned, server)
    }

    private var source: SourceOutline { standing.source }

    package func view(_ context: PageContext) -> View {
        [
            "description": View(source.description), "badges": standing.badges(context.now),
            "sentence": .text(standing.sentence(context.now).capitalizedSentence),
            "enabled": .flag(source.isEnabled),
            "address": .text(source.address), "hooks": .table(source.hooks.map { .text("\(source.address)/\($0)") }),
            "facts": .list(facts(context.now)),
            "refused": .table(standing.refused.map { Self.refused($0, $1, context.now) }),
            "rules": .list(source.rules.map(Self.rule)),
            "written": View(source.written.isEmpty ? nil : source.written),
            "position": .text("\(source.position.file):\(source.position.line)"),
            "learns": .flag(source.learns), "learned": .table(learned.map { row($0, context.now) }),
            "command": View(source.call.command(source.methods.first ?? "POST", to: server, path)),
            "fields": View(source.call.secretFields.isEmpty ? nil : source.call.secretFields.joined(separator: ", ")),
            "bound": .flag(source.call.isBound), "target": .text(path.text),
            "test": .text("sources/\(source.name).test.yaml"),
        ]
    }

    /// The path of a request to try it with.
    private var path: Path {
        guard let hook = source.hooks.first(where: { !$0.contains("*") }) else { return Path("in", source.name) }
        return Path("in", source.name, hook)
    }

    private func facts(_ now: Timestamp) -> [View] {
        let memory = standing.memory
        let pairs: [(String, View)] = [
            ("Methods", .text(source.methods.joined(separator: ", "))),
            ("Verified by", .text(source.verification)),
            ("Echoes the parameter", View(source.echo)),
            ("Records of a batch are at", .text(source.items.joined(separator: ", "))),
            ("Zone of times that name none", .text(source.zone)),
            ("What becomes no event", .text(source.learns ? "is kept, and answered 202" : "is answered 422")),
            ("An event is expected", source.expected.map { .text("every \($0.text)") } ?? .nothing),
            ("Last verified", memory.lastVerified.map { .time($0, now: now) } ?? .words("never")),
            ("Last event", memory.lastEvent.map { .time($0, now: now) } ?? .words("none")),
            ("Events accepted", .count(memory.events)),
        ]
        return pairs.filter { !$1.isEmpty }.map { ["name": .text($0), "value": $1] }
    }

    private static func refused(_ reason: String, _ refused: SourceMemory.Refused, _ now: Timestamp) -> View {
        [
            "reason": .text(reason), "count": .count(refused.count), "last": .ago(refused.last, now: now),
            "text": .text(refused.text),
        ]
    }

    private static func rule(_ rule: SourceOutline.Rule) -> View {
        [
            "type": .link(.eventType(rule.type), rule.type), "condition": .text(rule.condition),
            "name": .text(rule.type),
            "members": .table(rule.members.map { ["member": .text($0.name), "words": .text($0.words)] }),
            "stages": View(rule.stages.isEmpty ? nil : rule.stages.joined(separator: ", ")),
        ]
    }

    private func row(_ kept: KeptRequest, _ now: Timestamp) -> View {
        [
            "id": .link(.learned(kept.id, of: source.name), kept.id), "at": .time(kept.request.at, now: now),
            "reason": .text(kept.request.reason),
        ]
    }
}
