package import PenstockCore

/// The certificates that expire, soonest first.
package struct CertificatesPage: Page {
    package static let template = "certificates"
    package var title: String { "Certificates" }

    package var filter: ListFilter
    package var records: [CertificateRecord]
    /// The day on which all clocks stand.
    package var day: CalendarDay
    /// The cursor of the page behind it; nil at the end.
    package var next: String?
    /// Whether the list began before this page.
    package var isBehindFirst: Bool

    /// - Parameter values: What the list was asked for, by parameters.
    package init(
        values: [String: String],
        records: [CertificateRecord],
        day: CalendarDay,
        next: String? = nil,
        isBehindFirst: Bool = false
    ) {
        filter = ListFilter(
            path: Path("certificates"),
            label: "Which certificates",
            fields: [
                ListFilter.Field(name: "expiring", label: "Expiring within", hint: "60d"),
                ListFilter.Field(name: "program", label: "Program", hint: "FA-20"),
                ListFilter.Field(name: "expired", label: "Also expired ones", choices: ["true"]),
                ListFilter.Field(name: "day", label: "Seen on", hint: day.description),
            ],
            values: values
        )
        self.records = records
        self.day = day
        self.next = next
        self.isBehindFirst = isBehindFirst
    }

    package func view(_ context: PageContext) -> View {
        [
            "filter": filter.view, "day": .text(day.description),
            "csv": .text(filter.path(of: Path("v1", "certificates"), ("format", "csv")).text),
            "ndjson": .text(filter.path(of: Path("v1", "certificates"), ("format", "ndjson")).text),
            "certificates": .table(records.map { $0.row(on: day) }), "holders": true,
            "soonest": isBehindFirst ? .text(filter.path(cursor: nil).text) : .nothing,
            "later": View(next.map { filter.path(cursor: $0).text }),
            "links": .flag(isBehindFirst || next != nil),
            "narrowed": .flag(!filter.isEmpty || isBehindFirst),
        ]
    }
}
