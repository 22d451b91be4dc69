internal import PenstockCore
internal import PenstockJSON

/// Parameters that several operations have, read by ``QueryReader``.
extension Parameter {
    /// How a list is read page by page.
    static func pages(of list: Cursor.List) -> [Parameter] {
        [
            .query("limit", .refined(.integer(1...500), ["default": 50]), "How many items a page has."),
            .query(
                "cursor",
                .text(matching: "^\(list.rawValue)[0-9a-z]+$"),
                "The `next` of the page before; absent for the first page."
            ),
        ]
    }

    /// How a list is read page by page, or exported as a whole.
    static func pagesOrExport(of list: Cursor.List) -> [Parameter] {
        pages(of: list).map { parameter in
            guard parameter.name == "limit" else { return parameter }
            return .query(
                "limit",
                .integer(1...1_000_000),
                "How many items a page has: 50, at most 500; of an export 10,000, at most 1,000,000."
            )
        } + [
            .query(
                "format",
                .word(of: ListFormat.self),
                "`ndjson` and `csv` export the list, whatever `Accept` says; without it, `Accept` decides."
            )
        ]
    }

    static let person = query("person", .text(), "The person that it is about, as the catalog has it.")
    static let search = query("text", .text(), "A text that occurs in the event or in what became of it.")
    static let status = query(
        "status",
        .text(matching: "^[1-9]([0-9]{2}|xx)$"),
        "What the other side answered last, or the class of it.",
        example: "5xx"
    )

    static let since = query("since", .momentOrAge, "From this moment on, or from so long ago: `2h`.", example: "2h")
    static let until = query("until", .momentOrAge, "Before this moment, or before so long ago.")
    static let type = query("type", .text(), "The event type, or a prefix that ends in `*`.", example: "course.*")
    static let subject = query("subject", .text(), "The subject, or a prefix that ends in `*`.")
    static let eventSource = query("source", .text(), "The events' source.")
    static let pipeline = query("pipeline", .text(), "The name of a pipeline.")

    /// One or more states.
    static let states = query("state", .stateList, "States, with commas between them.", example: "dead,held")

    /// An event by the id of its sender.
    static let event: [Parameter] = [
        .path("id", .text(), "The event's id, percent-encoded where it needs to be."),
        .query("source", .text(), "The event's source, where two senders use the same id."),
    ]

    static let delivery = path("id", .text(), "The delivery's id: `dlv_k3f9x2pq_17`.")
}

extension Shape {
    private static let states = DeliveryState.allCases.map(\.rawValue).joined(separator: "|")

    /// States with commas between them.
    static let stateList = text(matching: "^(\(states))(,(\(states)))*$")

    private static let moment =
        #"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9:]{5})"#
    private static let age = #"[0-9]*\.?[0-9]+\.?(ms|s|m|h|d)"#

    /// A date-time of RFC 3339, or how long ago it was.
    static let momentOrAge = text(matching: "^(\(moment)|\(age))$")
}

extension [Reply] {
    /// A list that is exported.
    static func exports(_ description: String) -> [Reply] {
        ListFormat.allCases.filter { $0 != .json }.map { .text(description, as: MediaType($0.contentType).name) }
    }
}

extension [ProblemKind] {
    /// Where the store is read.
    static let reading: Self = [.storageUnavailable, .storageDamaged]
    /// Where the store is written.
    static let writing: Self = reading + [.storageFull]
    /// Where a JSON object may come.
    static let options: Self = [.invalidJSON, .invalidParameter, .bodyTooLarge]
}
