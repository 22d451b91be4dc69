internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockCore

/// A list that is sent as it is read, page after page: however long it is, one page of it is in memory.
struct Export<Element: Sendable>: Sendable {
    let table: ExportTable<Element>
    let format: ListFormat
    /// How many rows it has at most.
    let limit: Int
    /// Whether the client takes fields behind the body. Some stop at one that they did not ask for.
    let hasTrailer: Bool
    /// Reads a page behind a position; the first behind nil.
    let read: @Sendable (_ position: Int64?, _ limit: Int) async throws(Problem) -> Page<Element>

    private static var pageSize: Int { 500 }

    /// The answer, whose first page is read before it begins: what is wrong with the question or with the store is told
    /// by its status. What fails later ends the connection in the middle, so that nobody takes a part for the whole.
    func response() async throws(Problem) -> Response {
        let first = try await read(nil, min(limit, Self.pageSize))
        var headers: HTTPFields = [
            .contentType: format.contentType, .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"penstock-\(table.name).\(format.rawValue)\"",
        ]
        if hasTrailer { headers[.trailer] = "Penstock-Next" }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                let head = table.head(format)
                if !head.isEmpty { try await writer.write(ByteBuffer(bytes: head)) }
                var (page, left) = (first, limit)
                while true {
                    left -= page.items.count
                    if !page.items.isEmpty { try await writer.write(ByteBuffer(bytes: table.rows(page.items, format))) }
                    guard left > 0, let next = page.next else { break }
                    page = try await read(next, min(left, Self.pageSize))
                }
                let next = hasTrailer ? page.next : nil
                try await writer.finish(next.map { [.penstockNext: Cursor.text($0, in: table.list)] })
            }
        )
    }
}

extension QueryReader {
    private static var exportLimit: Int { 1_000_000 }

    /// How many rows an export has.
    func exportLimit() throws(Problem) -> Int {
        guard let text = try text("limit") else { return 10_000 }
        guard let limit = Int(text), (1...Self.exportLimit).contains(limit) else {
            throw Problem(.invalidParameter, "'limit' is '\(text)'; of an export it takes a number from 1 to 1000000")
        }
        return limit
    }
}

extension HTTPFields {
    /// Whether whoever sent them takes trailers (RFC 9110, section 10.1.4).
    var takeTrailers: Bool {
        self[.te]?.split(separator: ",").contains { $0.filter { $0 != " " }.lowercased() == "trailers" } ?? false
    }
}

extension HTTPField.Name {
    /// Names the cursor of what an export has not sent because of its limit.
    fileprivate static var penstockNext: Self { HTTPField.Name("Penstock-Next") ?? .trailer }
}
