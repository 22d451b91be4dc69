internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockCore

extension Request {
    /// More than this of a body that is refused is not waited for.
    static let drainLimit = 64 << 20

    /// The body's bytes.
    /// - Throws: ``Problem`` when there are more than `limit`; whatever reading from the connection throws.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let declared = headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw Problem.tooLarge(limit, .closeAfterBody) }
        var pieces = body.makeAsyncIterator()
        guard let first = try await pieces.next() else { return [] }
        var bytes = Array(buffer: first)
        if let declared, declared > bytes.count { bytes.reserveCapacity(declared) }
        while bytes.count <= limit, let piece = try await pieces.next() {
            bytes.append(contentsOf: piece.readableBytesView)
        }
        guard bytes.count > limit else { return bytes }
        // A length was not declared. What is on its way is read, because a connection that is closed over unread
        // bytes is reset, and the answer lost.
        var count = bytes.count
        while count < Self.drainLimit, let piece = try await pieces.next() { count += piece.readableBytes }
        throw Problem.tooLarge(limit, .close)
    }

    /// A parameter of the path with its percent-encoding undone.
    static func pathParameter(_ name: String, _ context: APIContext) throws(Problem) -> String {
        guard let raw = context.parameters.get(name), let text = String(percentDecoding: raw) else {
            throw Problem(.notFound, "the path holds a percent sign that begins no valid encoding")
        }
        return text
    }
}

extension Problem {
    fileprivate static func tooLarge(_ limit: Int, _ ending: Ending) -> Problem {
        var problem = Problem(.bodyTooLarge, "the body has more than \(limit) bytes")
        problem.ending = ending
        return problem
    }
}
