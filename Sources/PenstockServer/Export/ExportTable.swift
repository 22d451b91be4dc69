internal import PenstockCore
internal import PenstockJSON

/// How the rows of a list are exported.
///
/// Each row ends with its cursor: whoever has a part of an export goes on behind its last row.
struct ExportTable<Element: Sendable>: Sendable {
    /// What the list is of, in its file's name too.
    let list: Cursor.List
    let name: String
    /// The columns of CSV, without the cursor.
    let columns: [String]
    let cells: @Sendable (Element) -> [String?]
    /// The members of a line of NDJSON, without the cursor.
    let members: @Sendable (inout JSONWriter, Element) -> Void
    let position: @Sendable (Element) -> Int64

    /// The line of the columns' names, where there is one.
    func head(_ format: ListFormat) -> [UInt8] {
        guard format == .csv else { return [] }
        var csv = CSVText()
        csv.row(columns + ["cursor"])
        return csv.bytes
    }

    func rows(_ elements: [Element], _ format: ListFormat) -> [UInt8] {
        var csv = CSVText()
        var lines: [UInt8] = []
        for element in elements {
            let cursor = Cursor.text(position(element), in: list)
            if format == .csv {
                csv.row(cells(element) + [cursor])
            } else {
                var json = JSONWriter()
                json.object { json in
                    members(&json, element)
                    json.member("cursor", cursor)
                }
                lines += json.bytes
                lines.append(UInt8(ascii: "\n"))
            }
        }
        return format == .csv ? csv.bytes : lines
    }
}

extension ExportTable<EventRecord> {
    static var events: Self {
        ExportTable(
            list: .events,
            name: "events",
            columns: [
                "id", "source", "type", "subject", "time", "accepted_at", "revision", "delivery_count", "contradiction",
                "erased_at", "data",
            ],
            cells: { record in
                let event = record.event
                return [
                    event.id, event.source, event.type, event.subject, event.time.description,
                    event.acceptedAt.description, "\(event.revision.rawValue)", "\(record.deliveryCount)",
                    event.contradiction, record.erasedAt?.description,
                    String(decoding: event.json[event.dataRange], as: UTF8.self),
                ]
            },
            members: { json, record in
                json.eventMembers(record)
                json.contentMembers(record.event)
            },
            position: { $0.event.sequence.rawValue }
        )
    }
}

extension ExportTable<DeliveryRecord> {
    /// - Parameters:
    ///   - seen: How people see a delivery whose pipeline may be held.
    static func deliveries(
        _ store: StoreID,
        seen: @escaping @Sendable (DeliveryRecord) -> DeliveryRecord
    ) -> Self {
        ExportTable(
            list: .deliveries,
            name: "deliveries",
            columns: [
                "id", "pipeline", "event", "type", "subject", "state", "reason_code", "reason", "stage", "revision",
                "attempt_count", "last_status", "created_at", "updated_at", "due_at", "replay_of", "duplicate_of",
            ],
            cells: { record in
                let record = seen(record)
                return [
                    store.text(of: record.id), record.pipeline, record.eventID, record.type, record.subject,
                    record.state.rawValue, record.reason?.code, record.reason?.text, record.reason?.stage,
                    record.revision.map { "\($0.rawValue)" }, "\(record.attempts)",
                    record.lastStatus.map { "\($0)" }, record.createdAt.description, record.updatedAt.description,
                    record.due?.description, record.replayOf.map { store.text(of: $0) },
                    record.duplicateOf.map { store.text(of: $0) },
                ]
            },
            members: { json, record in json.deliveryMembers(seen(record), store) },
            position: { $0.id.rawValue }
        )
    }
}
