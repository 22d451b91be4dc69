internal import PenstockCore

/// One request that arrived at an inbox, with a form that verifies its signature.
package struct CaughtPage: Page {
    package static let template = "caught"
    package var title: String { "Request #\(request.id)" }

    package var request: CaughtOutline

    package init(_ request: CaughtOutline) { self.request = request }

    package func view(_ context: PageContext) -> View {
        [
            "facts": .list(
                [
                    ("Inbox", .link(Path("inboxes").with(("name", request.inbox)), request.inbox)),
                    ("Arrived", .time(request.at, now: context.now)),
                    ("Asked", .text("\(request.method) \(request.target)")), ("Answered", .text(request.answer)),
                    ("Bytes of its body", .count(request.bodyLength)),
                ].map { ["name": .text($0), "value": $1] }
            ),
            "headers": .table(request.headers.map { ["name": .text($0.name), "value": .text($0.value)] }),
            "body": ShownBody.view(request.body), "cut_from": cut,
            "request": View(request.text), "at": .text(request.at.description), "forms": SignatureDraft().forms,
        ]
    }

    private var cut: View {
        request.bodyLength > request.body.count ? .count(request.bodyLength - request.body.count) : .nothing
    }
}
