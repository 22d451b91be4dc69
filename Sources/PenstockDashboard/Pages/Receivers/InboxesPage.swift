package import PenstockCore

/// A request that arrived at an inbox, as its page shows it.
package struct CaughtOutline: Sendable {
    package var id: Int
    /// The inbox's name.
    package var inbox: String
    package var at: Timestamp
    package var method: String
    /// Path and query, as they were sent.
    package var target: String
    package var headers: [(name: String, value: String)]
    /// What is kept of the body.
    package var body: [UInt8]
    /// How many bytes the body had.
    package var bodyLength: Int
    /// How it was answered, in words.
    package var answer: String
    /// The text that a signature is verified of; nil where the body is no text or was cut.
    package var text: String?

    package init(
        id: Int,
        inbox: String,
        at: Timestamp,
        method: String,
        target: String,
        headers: [(name: String, value: String)],
        body: [UInt8],
        bodyLength: Int,
        answer: String,
        text: String?
    ) {
        (self.id, self.inbox, self.at, self.method, self.target) = (id, inbox, at, method, target)
        (self.headers, self.body, self.bodyLength) = (headers, body, bodyLength)
        (self.answer, self.text) = (answer, text)
    }

    func value(of header: String) -> String? { headers.first { $0.name.lowercased() == header }?.value }
}

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
