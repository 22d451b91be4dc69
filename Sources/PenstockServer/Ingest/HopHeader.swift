internal import HTTPTypes
internal import PenstockCore
internal import PenstockEngine

/// The count of Penstocks that a request's event came through, for events that may be in a loop.
struct HopHeader {
    private let count: Int

    private static let name = HTTPField.Name(HopCount.header)

    /// Nil where there is no such header, or one that holds no count.
    /// - Throws: A ``Problem`` when the event has come too far.
    init?(_ headers: HTTPFields) throws(Problem) {
        guard let name = Self.name, let text = headers[name], let count = Int(text), count > 0 else { return nil }
        guard count < HopCount.limit else {
            throw Problem(.loop, "the event came through \(count) Penstocks: a pipeline sends to where it came from")
        }
        self.count = count
    }

    /// Keeps the count with the event; what the event said of it before was one hop ago.
    func add(to draft: inout EventDraft) {
        draft.extensions.removeAll { $0.name == HopCount.attribute }
        draft.extensions.append(EventExtension(name: HopCount.attribute, value: String(count)))
    }
}
