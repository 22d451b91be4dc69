package import PenstockJSON
package import PenstockPipelines

/// Reads the body of a request as one JSON value: a form is an object of its fields. Total: whatever the bytes are, there
/// is a value or a fault.
package enum BodyReader {
    /// The value of a body; null for an empty one.
    package static func read(_ request: InboundRequest) throws(BodyFault) -> JSONValue {
        guard !request.body.isEmpty else { return .null }
        let type = request.header("content-type").map(ContentType.init)
        guard type?.isUTF8 ?? true else {
            throw BodyFault(.unsupported, "the body is in the charset \(type?.charset ?? ""), and only UTF-8 is read")
        }
        switch type?.name ?? "" {
        case "application/x-www-form-urlencoded": return try form(request.body)
        case "multipart/form-data":
            guard let boundary = type?.boundary else {
                throw BodyFault(.unreadable, "the content type multipart/form-data names no boundary")
            }
            return try MultipartReader(request.body, boundary: boundary).fields()
        case let name where ContentType.isJSON(name): return try json(request.body)
        // Some senders say nothing, or something that says nothing.
        case "", "text/plain", "application/octet-stream", "binary/octet-stream": return try sniff(request.body)
        case let name:
            throw BodyFault(
                .unsupported,
                "the content type is \(name.prefix(100)); JSON, application/x-www-form-urlencoded and "
                    + "multipart/form-data are read"
            )
        }
    }

    private static func json(_ bytes: [UInt8]) throws(BodyFault) -> JSONValue {
        // Some senders begin with a byte order mark, which JSON does not have (RFC 8259, section 8.1).
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        do throws(JSONError) {
            return try JSONValue.parse(bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes)
        } catch {
            throw BodyFault(.unreadable, "the body is no valid JSON: \(error.message), at byte \(error.offset)")
        }
    }

    private static func form(_ bytes: [UInt8]) throws(BodyFault) -> JSONValue {
        guard let fields = FormDecoding.fields(bytes) else {
            throw BodyFault(
                .unreadable,
                "the body is no valid form: percent-encoded UTF-8 with \(FormDecoding.mostFields) fields at most"
            )
        }
        var members = FieldCollector()
        for field in fields { members.add(field.name, .string(field.value)) }
        return members.value
    }

    /// How much of a body is looked at to tell what it is.
    private static let sniffed = 1_024

    /// A body that begins as JSON is JSON; one that looks like a form is a form.
    private static func sniff(_ bytes: [UInt8]) throws(BodyFault) -> JSONValue {
        let start = bytes.prefix(sniffed).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        switch start.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try json(bytes)
        case let byte? where byte > 0x20 && byte != UInt8(ascii: "<"):
            if start.contains(UInt8(ascii: "=")), start.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
                return try form(bytes)
            }
        default: break
        }
        throw BodyFault(.unsupported, "the body has no content type, and looks neither like JSON nor like a form")
    }
}

/// Fields by name; one that comes several times is an array.
struct FieldCollector {
    private var members: [JSONObject.Element] = []
    private var places: [String: Int] = [:]

    mutating func add(_ name: String, _ value: JSONValue) {
        guard let place = places[name] else {
            places[name] = members.count
            members.append((name, value))
            return
        }
        let before = members[place].value
        members[place].value = .array((before.arrayValue ?? [before]) + [value])
    }

    var value: JSONValue { .object(JSONObject(members)) }
}
