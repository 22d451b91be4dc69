package import CPenstock

// A delivery on its way into a stage, in both directions: the host writes it, the worker reads it.

extension WireWriter {
    /// Writes the circumstances of a call and its message.
    package mutating func put(
        _ message: UnsafePointer<penstock_message>,
        _ call: UnsafePointer<penstock_call>
    ) {
        unsafe put(call.pointee)
        unsafe put(message.pointee)
    }

    private mutating func put(_ call: penstock_call) {
        unsafe put(call.flags)
        unsafe put(call.attempt)
        unsafe put(call.now_us)
        unsafe put(call.budget_us)
        unsafe put(call.delivery)
        unsafe put(call.pipeline)
        unsafe put(call.replay_of)
    }

    private mutating func put(_ message: penstock_message) {
        let event = unsafe message.event.pointee
        unsafe put(event.id)
        unsafe put(event.type)
        unsafe put(event.source)
        unsafe put(event.subject)
        unsafe put(event.data_content_type)
        unsafe put(event.time)
        unsafe put(event.time_us)
        unsafe put(event.json)
        unsafe put(part: event.data, of: event.json)
        unsafe put(fields: event.attributes, event.attribute_count)
        // Most filters see the body that is the event itself: it is not sent twice.
        unsafe put(part: message.body, of: event.json)
        unsafe put(message.content_type)
        unsafe put(message.method)
        unsafe put(message.target)
        unsafe put(fields: message.headers, message.header_count)
        unsafe put(fields: message.attributes, message.attribute_count)
    }

    /// Writes a view as a place within another, or as it is where it lies elsewhere.
    private mutating func put(part: penstock_bytes, of whole: penstock_bytes) {
        if let start = unsafe part.ptr, let outer = unsafe whole.ptr {
            let offset = unsafe start - outer
            if unsafe offset >= 0 && offset <= whole.len && part.len <= whole.len - offset {
                put(UInt8(1))
                put(UInt32(truncatingIfNeeded: offset))
                unsafe put(UInt32(truncatingIfNeeded: part.len))
                return
            }
        }
        put(UInt8(0))
        unsafe put(part)
    }

    private mutating func put(fields: UnsafePointer<penstock_header>?, _ count: Int) {
        guard let fields = unsafe fields else { return put(UInt32(0)) }
        put(UInt32(truncatingIfNeeded: count))
        for index in 0..<count {
            unsafe put(fields[index].name)
            unsafe put(fields[index].value)
        }
    }
}

/// A message and a call in C's form, whose views lie in a frame. Used again for the next one.
@safe package final class MessageViews {
    package let event: UnsafeMutablePointer<penstock_event>
    package let message: UnsafeMutablePointer<penstock_message>
    package let call: UnsafeMutablePointer<penstock_call>
    private var fields: UnsafeMutablePointer<penstock_header>
    private var capacity = 32
    private var used = 0

    /// - Parameters:
    ///   - handle: The call's.
    ///   - fail: The call's `fail`.
    ///   - explain: The call's `explain`.
    package init(
        handle: UnsafeMutableRawPointer?,
        fail: @escaping @convention(c) (UnsafePointer<penstock_call>, penstock_bytes, penstock_bytes) -> Void,
        explain: @escaping @convention(c) (UnsafePointer<penstock_call>, penstock_bytes) -> Void
    ) {
        unsafe event = zeroed()
        unsafe message = zeroed()
        unsafe call = zeroed()
        unsafe fields = .allocate(capacity: capacity)
        unsafe event.pointee.size = UInt32(MemoryLayout<penstock_event>.size)
        unsafe message.pointee.size = UInt32(MemoryLayout<penstock_message>.size)
        unsafe message.pointee.event = unsafe UnsafePointer(event)
        unsafe call.pointee.size = UInt32(MemoryLayout<penstock_call>.size)
        unsafe call.pointee.handle = unsafe handle
        unsafe call.pointee.fail = fail
        unsafe call.pointee.explain = explain
    }

    deinit {
        unsafe event.deallocate()
        unsafe message.deallocate()
        unsafe call.deallocate()
        unsafe fields.deallocate()
    }

    /// Takes up what the other side has written; ``WireReader/isBroken`` tells whether it made sense.
    package func read(_ reader: inout WireReader) {
        used = 0
        unsafe call.pointee.flags = reader.integer()
        unsafe call.pointee.attempt = reader.integer()
        unsafe call.pointee.now_us = reader.integer()
        unsafe call.pointee.budget_us = reader.integer()
        unsafe call.pointee.delivery = unsafe reader.bytes()
        unsafe call.pointee.pipeline = unsafe reader.bytes()
        unsafe call.pointee.replay_of = unsafe reader.bytes()
        unsafe event.pointee.id = unsafe reader.bytes()
        unsafe event.pointee.type = unsafe reader.bytes()
        unsafe event.pointee.source = unsafe reader.bytes()
        unsafe event.pointee.subject = unsafe reader.bytes()
        unsafe event.pointee.data_content_type = unsafe reader.bytes()
        unsafe event.pointee.time = unsafe reader.bytes()
        unsafe event.pointee.time_us = reader.integer()
        let json = unsafe reader.bytes()
        unsafe event.pointee.json = unsafe json
        unsafe event.pointee.data = unsafe part(of: json, &reader)
        let attributes = readFields(&reader)
        unsafe message.pointee.body = unsafe part(of: json, &reader)
        unsafe message.pointee.content_type = unsafe reader.bytes()
        unsafe message.pointee.method = unsafe reader.bytes()
        unsafe message.pointee.target = unsafe reader.bytes()
        let headers = readFields(&reader)
        let passed = readFields(&reader)
        // Only now: the table may have moved while it grew.
        unsafe event.pointee.attributes = unsafe UnsafePointer(fields + attributes.lowerBound)
        unsafe event.pointee.attribute_count = attributes.count
        unsafe message.pointee.headers = unsafe UnsafePointer(fields + headers.lowerBound)
        unsafe message.pointee.header_count = headers.count
        unsafe message.pointee.attributes = unsafe UnsafePointer(fields + passed.lowerBound)
        unsafe message.pointee.attribute_count = passed.count
    }

    private func part(of whole: penstock_bytes, _ reader: inout WireReader) -> penstock_bytes {
        guard reader.integer(UInt8.self) == 1 else { return unsafe reader.bytes() }
        let (offset, length) = (Int(reader.integer(UInt32.self)), Int(reader.integer(UInt32.self)))
        guard unsafe offset <= whole.len && length <= whole.len - offset else {
            reader.fail()
            return unsafe penstock_bytes(ptr: nil, len: 0)
        }
        return unsafe penstock_bytes(ptr: whole.ptr.map { unsafe $0 + offset }, len: length)
    }

    private func readFields(_ reader: inout WireReader) -> Range<Int> {
        let first = used
        for _ in 0..<reader.count(ofAtLeast: 8) {
            if used == capacity {
                let larger = UnsafeMutablePointer<penstock_header>.allocate(capacity: capacity * 2)
                unsafe larger.update(from: fields, count: used)
                unsafe fields.deallocate()
                unsafe fields = unsafe larger
                capacity *= 2
            }
            unsafe (fields + used).initialize(to: penstock_header(name: reader.bytes(), value: reader.bytes()))
            used += 1
        }
        return first..<used
    }
}
