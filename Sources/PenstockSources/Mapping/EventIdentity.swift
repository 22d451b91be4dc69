internal import Crypto
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

/// How the id of an event was found, so that a repetition has the same.
package enum EventIdentity: String, Sendable {
    /// The sender gives one.
    case given = "the sender's own id"
    /// The type's natural key says which fact it is.
    case naturalKey = "natural key"
    /// Nothing says it but the record as a whole.
    case record = "digest of the record"
}

extension EventIdentity {
    /// An id for an event whose sender gives none: the same whenever the same fact comes.
    /// - Parameters:
    ///   - data: The data of the draft.
    ///   - prefix: What the id begins with.
    ///   - record: The digest of the whole record, where nothing less says which fact it is.
    static func found(
        for draft: EventDraft,
        data: JSONValue?,
        catalog: Catalog,
        prefix: String,
        record: () -> String
    ) -> (id: String, identity: EventIdentity) {
        let type = catalog[type: draft.type]
        if let key = type?.key, !key.isEmpty {
            var event: JSONObject = ["type": .string(draft.type)]
            event["source"] = draft.source.map { .string($0) }
            event["data"] = data
            let subject = draft.subject ?? draft.data.flatMap { type?.subject?.render($0.span) }
            event["subject"] = subject.map { .string($0) }
            event["time"] = draft.time.map { .string($0.description) }
            if let digest = IdentityDigest.naturalKey(key, type: draft.type, event: .object(event)) {
                return ("\(prefix)-\(digest)", .naturalKey)
            }
        }
        return ("\(prefix)-\(record())", .record)
    }
}

/// Makes ids of what an event says.
struct IdentityDigest {
    private var hash = SHA256()

    init(type: String) { add(type) }

    /// With its length in front, so that no two lists of texts look alike.
    mutating func add(_ text: String) {
        let bytes = Array(text.utf8)
        hash.update(data: (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) })
        hash.update(data: bytes)
    }

    /// What is not there, which is another thing than an empty text.
    mutating func addNothing() { hash.update(data: [0xFF, 0xFF, 0xFF, 0xFF]) }

    /// 128 bits as hexadecimal digits.
    var text: String { Array(hash.finalize().prefix(16)).hexadecimal }

    /// The digest of what an event says at the places of its natural key.
    ///
    /// A number and its text are one, so that a form and JSON say the same. A part may be missing, as the score of a course
    /// that gives none, but not all of them.
    static func naturalKey(_ places: [JSONPointer], type: String, event: JSONValue) -> String? {
        var digest = IdentityDigest(type: type)
        var isSaid = false
        for place in places {
            switch event[place] {
            case .number(let number)?: digest.add(NumberText.canonical(number))
            case let value?:
                guard let text = value.scalarText, !text.isEmpty else {
                    digest.addNothing()
                    continue
                }
                digest.add(text)
            case nil:
                digest.addNothing()
                continue
            }
            isSaid = true
        }
        return isSaid ? digest.text : nil
    }

    /// The digest of a record and the query that it came with.
    static func record(_ value: JSONValue, query: [InboundRequest.Field] = [], type: String) -> String {
        var digest = IdentityDigest(type: type)
        digest.add(String(decoding: value.serialized(sortedKeys: true), as: UTF8.self))
        for field in query {
            digest.add(field.name)
            digest.add(field.value)
        }
        return digest.text
    }
}
