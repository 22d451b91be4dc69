import Foundation
import Testing

/// What Penstock survives, shown with the real command, an oracle that keeps every id that was answered with 202, and
/// real faults under it (docs/reliability.md). One after the other: each wants the machine for itself.
@Suite(.serialized) struct Survival {
    /// Deliveries in work at most, and so what a crash may repeat.
    static let slots = 32

    /// A site whose one pipeline posts every event to a receiver, and never gives up on it.
    static func site(_ url: String, more: String = "", type: String = "course.completed") throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hook.yaml": hook(url, more: more, type: type),
        ])
    }

    /// A pipeline that changes nothing.
    static func hook(
        _ url: String,
        name: String = "hook",
        more: String = "",
        type: String = "course.completed",
        timeout: String = "5s",
        slots: Int = Survival.slots
    ) -> String {
        """
        name: \(name)
        on: \(type)
        concurrency: \(slots)
        retry: { schedule: [200ms], then: repeat }
        stages:
          - sign: standard-webhooks
            with: { secrets: ["${env:HOOK_SECRET:-whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE=}"] }
          - transport: http
            with: { url: "\(url)", timeout: \(timeout) }
        \(more)
        """
    }
}
