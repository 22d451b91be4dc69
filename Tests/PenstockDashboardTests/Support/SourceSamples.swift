import PenstockCore
import PenstockEngine
import PenstockPipelines
import PenstockPlugins
import PenstockSignatures

@testable import PenstockDashboard

/// Sources and what receivers see, with a hostile text wherever a text can come from outside.
extension Sample {
    static let outline: SourceOutline = {
        var outline = SourceOutline(
            name: hostile,
            verification: hostile,
            position: SourcePosition(file: hostile, line: 1, column: 1),
            written: hostile
        )
        outline.description = hostile
        outline.methods = [hostile]
        outline.echo = hostile
        outline.zone = hostile
        outline.items = [hostile]
        outline.hooks = [hostile]
        outline.learns = true
        outline.expected = .seconds(86_400)
        outline.rules = [
            SourceOutline.Rule(
                condition: hostile,
                type: hostile,
                members: [SourceOutline.Member(name: hostile, words: hostile)],
                stages: [hostile]
            )
        ]
        outline.call = SourceCall(
            .all([
                .header(hostile, SourceSecret([])), .query(hostile, SourceSecret([])),
                .field(.name(hostile), SourceSecret([])), .addresses([]),
            ])
        )
        return outline
    }()

    static let sourceStanding: SourceStanding = {
        var memory = SourceMemory()
        memory.lastVerified = noon + .seconds(-180)
        memory.lastEvent = noon + .seconds(-180)
        memory.refuse(hostile, hostile, at: noon)
        return SourceStanding(source: outline, memory: memory, learned: 1)
    }()

    static let kept = KeptRequest(
        id: "l1",
        request: LearnedRequest(
            id: LearnedID(1),
            source: hostile,
            request: Array(hostile.utf8),
            reason: hostile,
            at: noon
        )
    )

    static let caught = CaughtOutline(
        id: 1,
        inbox: hostile,
        at: noon,
        method: hostile,
        target: hostile,
        headers: [(hostile, hostile), ("webhook-id", hostile)],
        body: Array(hostile.utf8),
        bodyLength: 70_000,
        answer: hostile,
        text: hostile
    )

    static let code = SignaturesPage.Code(
        name: hostile,
        language: hostile,
        file: hostile,
        needs: hostile,
        text: hostile
    )

    static let diagnosis = SignatureDiagnosis(
        of: SignedRequest(headers: [.init("webhook-id", hostile), .init("webhook-signature", hostile)], body: []),
        secret: hostile,
        at: noon
    )
}
