package import CPenstock

/// What flows between stages: the event, and a body, content type, headers and attributes that stages change.
///
/// A view of the host's memory, valid during the call.
@safe public struct Message: @unchecked Sendable {
    let raw: UnsafePointer<penstock_message>

    package init(_ raw: UnsafePointer<penstock_message>) {
        unsafe self.raw = unsafe raw
    }

    /// The event this delivery carries.
    public var event: Event { unsafe Event(raw.pointee.event) }
    /// The body: the whole event as CloudEvents JSON, until a transform writes another.
    public var body: Bytes { unsafe Bytes(raw.pointee.body) }
    /// Whether the body still is the event's JSON, because no transform wrote another.
    public var bodyIsEvent: Bool {
        unsafe raw.pointee.body.ptr == raw.pointee.event.pointee.json.ptr
            && raw.pointee.body.len == raw.pointee.event.pointee.json.len
    }
    /// The body's media type; `application/json` at first.
    public var contentType: Bytes { unsafe Bytes(raw.pointee.content_type) }
    /// The method that the transport's `prepare` named; empty before.
    public var method: Bytes { unsafe Bytes(raw.pointee.method) }
    /// The URL that the transport's `prepare` named; empty before.
    public var target: Bytes { unsafe Bytes(raw.pointee.target) }
    /// Headers for the transport, in the order they were set.
    public var headers: Fields { unsafe Fields(raw.pointee.headers, raw.pointee.header_count) }
    /// What stages tell later stages; never sent as it is.
    public var attributes: Fields { unsafe Fields(raw.pointee.attributes, raw.pointee.attribute_count) }
}

/// An accepted event: a fact with the attributes of CloudEvents 1.0. Immutable.
@safe public struct Event: @unchecked Sendable {
    private let raw: UnsafePointer<penstock_event>

    init(_ raw: UnsafePointer<penstock_event>) {
        unsafe self.raw = unsafe raw
    }

    /// Names the event, unique for its source.
    public var id: Bytes { unsafe Bytes(raw.pointee.id) }
    /// Such as `course.completed`.
    public var type: Bytes { unsafe Bytes(raw.pointee.type) }
    /// Where it comes from, a URI reference.
    public var source: Bytes { unsafe Bytes(raw.pointee.source) }
    /// Names the item, such as `course/WS-101`; empty when there is none.
    public var subject: Bytes { unsafe Bytes(raw.pointee.subject) }
    /// RFC 3339.
    public var time: Bytes { unsafe Bytes(raw.pointee.time) }
    /// The same in microseconds since 1970.
    public var timeMicroseconds: Int64 { unsafe raw.pointee.time_us }
    /// The JSON of `data`.
    public var data: Bytes { unsafe Bytes(raw.pointee.data) }
    /// The whole event as CloudEvents JSON.
    public var json: Bytes { unsafe Bytes(raw.pointee.json) }
    /// Extension attributes, such as `traceparent`.
    public var attributes: Fields { unsafe Fields(raw.pointee.attributes, raw.pointee.attribute_count) }
}

/// Names and values: headers or attributes.
@safe public struct Fields: RandomAccessCollection, @unchecked Sendable {
    private let start: UnsafePointer<penstock_header>?
    /// How many fields there are.
    public let count: Int

    init(_ start: UnsafePointer<penstock_header>?, _ count: Int) {
        unsafe self.start = unsafe start
        self.count = unsafe start == nil ? 0 : count
    }

    /// Always 0.
    public var startIndex: Int { 0 }
    /// The number of fields.
    public var endIndex: Int { count }

    /// The field at a position, in the order the fields were set.
    public subscript(position: Int) -> (name: Bytes, value: Bytes) {
        precondition(position >= 0 && position < count, "index \(position) is outside of \(count) fields")
        guard let start = unsafe start else { preconditionFailure("no fields") }
        return unsafe (Bytes(start[position].name), Bytes(start[position].value))
    }

    /// The first value of a name, ASCII case ignored.
    public func first(named name: String) -> Bytes? {
        for (candidate, value) in self where candidate.count == name.utf8.count {
            if zip(candidate, name.utf8).allSatisfy({ lowercased($0) == lowercased($1) }) { return value }
        }
        return nil
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
