internal import Crypto
internal import PenstockCore
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
    static func record(_ record: SourceRecord, type: String) -> String {
        var digest = IdentityDigest(type: type)
        digest.add(String(decoding: record.value.serialized(sortedKeys: true), as: UTF8.self))
        for field in record.query {
            digest.add(field.name)
            digest.add(field.value)
        }
        return digest.text
    }
}
