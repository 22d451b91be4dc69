internal import PenstockCore

/// What arrived at inboxes, newest first, and how to use one.
package struct InboxesPage: Page {
    package static let template = "inboxes"
    package var title: String { "Inboxes" }

    package var requests: [CaughtOutline]
    /// The inbox that was asked for; nil for all.
    package var inbox: String?
    /// How many requests are kept at most, and how many bytes of each body.
    package var capacity: Int
    package var bodyLimit: Int
    /// The server's own address as whoever asks knows it.
    package var server: String

    package init(requests: [CaughtOutline], inbox: String? = nil, capacity: Int, bodyLimit: Int, server: String) {
        (self.requests, self.inbox, self.server) = (requests, inbox, server)
        (self.capacity, self.bodyLimit) = (capacity, bodyLimit)
    }

    package func view(_ context: PageContext) -> View {
        [
            "address": .text("\(server)/inbox/NAME"), "stage": .text(stage), "curl": .text(curl), "inbox": View(inbox),
            "capacity": .count(capacity),
            "kept": .text("\(bodyLimit >> 10) KiB"),
            "requests": .table(requests.map { $0.row(context.now) }),
            "clear": requests.isEmpty ? .nothing : .text(Path("inboxes", "clear").text),
        ]
    }

    // Templates lose what a line begins with, so what is copied stands here.

    private var stage: String { "- transport: http\n  with: { url: \"\(server)/inbox/hr\" }" }
    private var curl: String { "curl -d '{\"hello\": \"there\"}' '\(server)/inbox/hr'" }
}

extension CaughtOutline {
    fileprivate func row(_ now: Timestamp) -> View {
        [
            "id": .link(.caught(id), "#\(id)"), "at": .ago(at, now: now),
            "inbox": .link(Path("inboxes").with(("name", inbox)), inbox), "method": .text(method),
            "webhook": View(value(of: "webhook-id")), "length": .count(bodyLength), "answer": .text(answer),
        ]
    }
}
