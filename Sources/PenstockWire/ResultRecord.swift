package import CPenstock

// The end of an attempt: the worker writes it, the host reads it.

extension WireWriter {
    /// Writes a result, as far as its author knew its fields.
    package mutating func put(_ result: UnsafePointer<penstock_result>) {
        var known: penstock_result = unsafe zeroedValue()
        unsafe withUnsafeMutableBytes(of: &known) { target in
            unsafe target.copyMemory(
                from: UnsafeRawBufferPointer(start: result, count: min(Int(result.pointee.size), target.count))
            )
        }
        unsafe put(known.token)
        unsafe put(known.flags)
        unsafe put(known.outcome)
        unsafe put(known.status)
        unsafe put(known.sent)
        unsafe put(known.retry_after_ms)
        if let timings = unsafe known.timings {
            put(UInt8(1))
            unsafe put(timings.pointee.name_us)
            unsafe put(timings.pointee.connect_us)
            unsafe put(timings.pointee.tls_us)
            unsafe put(timings.pointee.first_byte_us)
            unsafe put(timings.pointee.total_us)
        } else {
            put(UInt8(0))
        }
        unsafe put(known.code)
        unsafe put(known.sentence)
        unsafe put(known.response_head)
        unsafe put(known.response_body)
        unsafe put(known.resume)
        unsafe putRecipients(known)
        let count = unsafe known.attributes == nil ? 0 : known.attribute_count
        put(UInt32(truncatingIfNeeded: count))
        if let attributes = unsafe known.attributes {
            for index in 0..<count {
                unsafe put(attributes[index].name)
                unsafe put(attributes[index].value)
            }
        }
    }

    private mutating func putRecipients(_ result: penstock_result) {
        guard let list = unsafe result.recipients else { return put(UInt32(0)) }
        let place = count
        var known: UInt32 = 0
        put(known)
        for index in 0..<(unsafe result.recipient_count) {
            guard let recipient = unsafe list[index] else { continue }
            known += 1
            unsafe put(recipient.pointee.outcome)
            unsafe put(recipient.pointee.status)
            unsafe put(recipient.pointee.address)
            unsafe put(recipient.pointee.reply)
        }
        patch(known, at: place)
    }
}

/// A value all of whose bytes are zero, which C's tables may be.
private func zeroedValue<Table>() -> Table {
    let memory: UnsafeMutablePointer<Table> = unsafe zeroed()
    defer { unsafe memory.deallocate() }
    return unsafe memory.move()
}

extension WireReader {
    /// Reads a result and lends it in C's form. Nothing is lent when it makes no sense.
    package mutating func withResult(_ body: (UnsafePointer<penstock_result>) -> Void) {
        let result: UnsafeMutablePointer<penstock_result> = unsafe zeroed()
        let timings: UnsafeMutablePointer<penstock_timings> = unsafe zeroed()
        defer {
            unsafe result.deallocate()
            unsafe timings.deallocate()
        }
        unsafe result.pointee.size = UInt32(MemoryLayout<penstock_result>.size)
        unsafe timings.pointee.size = UInt32(MemoryLayout<penstock_timings>.size)
        unsafe result.pointee.token = integer()
        unsafe result.pointee.flags = integer()
        unsafe result.pointee.outcome = integer()
        unsafe result.pointee.status = integer()
        unsafe result.pointee.sent = integer()
        unsafe result.pointee.retry_after_ms = integer()
        if integer(UInt8.self) == 1 {
            unsafe timings.pointee.name_us = integer()
            unsafe timings.pointee.connect_us = integer()
            unsafe timings.pointee.tls_us = integer()
            unsafe timings.pointee.first_byte_us = integer()
            unsafe timings.pointee.total_us = integer()
            unsafe result.pointee.timings = unsafe UnsafePointer(timings)
        }
        unsafe result.pointee.code = unsafe bytes()
        unsafe result.pointee.sentence = unsafe bytes()
        unsafe result.pointee.response_head = unsafe bytes()
        unsafe result.pointee.response_body = unsafe bytes()
        unsafe result.pointee.resume = unsafe bytes()
        let recipients = unsafe recipients()
        defer { unsafe recipients.forEach { unsafe $0.deallocate() } }
        let attributes = unsafe (0..<count(ofAtLeast: 8)).map { _ in
            unsafe penstock_header(name: bytes(), value: bytes())
        }
        guard isWhole else { return }
        let pointers = unsafe recipients.map { unsafe UnsafePointer<penstock_recipient>?($0) }
        unsafe pointers.withUnsafeBufferPointer { recipients in
            unsafe attributes.withUnsafeBufferPointer { attributes in
                unsafe result.pointee.recipients = recipients.baseAddress
                unsafe result.pointee.recipient_count = recipients.count
                unsafe result.pointee.attributes = attributes.baseAddress
                unsafe result.pointee.attribute_count = attributes.count
                unsafe body(result)
            }
        }
    }

    private mutating func recipients() -> [UnsafeMutablePointer<penstock_recipient>] {
        unsafe (0..<count(ofAtLeast: 16)).map { _ in
            let recipient: UnsafeMutablePointer<penstock_recipient> = unsafe zeroed()
            unsafe recipient.pointee.size = UInt32(MemoryLayout<penstock_recipient>.size)
            unsafe recipient.pointee.outcome = integer()
            unsafe recipient.pointee.status = integer()
            unsafe recipient.pointee.address = unsafe bytes()
            unsafe recipient.pointee.reply = unsafe bytes()
            return unsafe recipient
        }
    }
}
