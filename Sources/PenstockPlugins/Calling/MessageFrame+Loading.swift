internal import CPenstock
package import PenstockCore

// How a delivery gets into a frame.

extension MessageFrame {
    /// Takes up a delivery: its event becomes the message's first body, or what was kept for a retry.
    package func load(
        _ claimed: ClaimedDelivery,
        id: String,
        replayOf: String?,
        pipeline: String,
        budget: Duration
    ) {
        arena.reset()
        headers.removeAll()
        attributes.removeAll()
        extensions.removeAll()
        kept = nil
        clearVerdict()
        number = UInt64(bitPattern: claimed.id.rawValue)
        state.begin(pipeline: claimed.pipeline)
        history.begin(claimed.event.sequence)
        load(claimed.event)
        unsafe call.pointee.attempt = UInt32(clamping: claimed.attempts + 1)
        unsafe call.pointee.budget_us = budget.microseconds
        unsafe call.pointee.delivery = unsafe arena.copy(id)
        unsafe call.pointee.pipeline = unsafe arena.copy(pipeline)
        unsafe call.pointee.replay_of = unsafe replayOf.map { unsafe arena.copy($0) } ?? penstock_bytes()
        unsafe call.pointee.flags = claimed.replayOf == nil ? 0 : PENSTOCK_CALL_REPLAY
        unsafe delivery.pointee.resume = unsafe arena.copy(claimed.resume)
        unsafe message.pointee.method = penstock_bytes()
        unsafe message.pointee.target = penstock_bytes()
        if let rendered = claimed.rendered {
            load(rendered)
        } else {
            unsafe message.pointee.body = unsafe event.pointee.json
            unsafe message.pointee.content_type = unsafe arena.copy("application/json")
        }
        shown = nil
        publishFields()
    }

    private func load(_ source: Event) {
        unsafe event.pointee.id = unsafe arena.copy(source.id)
        unsafe event.pointee.type = unsafe arena.copy(source.type)
        unsafe event.pointee.source = unsafe arena.copy(source.source)
        unsafe event.pointee.subject = unsafe source.subject.map { unsafe arena.copy($0) } ?? penstock_bytes()
        unsafe event.pointee.data_content_type = unsafe arena.copy(source.dataContentType)
        unsafe event.pointee.time = unsafe arena.copy(source.time.description)
        unsafe event.pointee.time_us = source.time.microseconds
        let json = unsafe arena.copy(source.json)
        unsafe event.pointee.json = unsafe json
        unsafe event.pointee.data =
            unsafe source.dataRange.isEmpty
            ? penstock_bytes()
            : penstock_bytes(ptr: json.ptr.map { unsafe $0 + source.dataRange.lowerBound }, len: source.dataRange.count)
        for attribute in source.extensions {
            unsafe extensions.append(
                penstock_header(name: arena.copy(attribute.name), value: arena.copy(attribute.value))
            )
        }
        unsafe event.pointee.attributes = unsafe UnsafePointer(extensions.start)
        unsafe event.pointee.attribute_count = extensions.count
    }

    private func load(_ rendered: RenderedMessage) {
        unsafe message.pointee.body = unsafe arena.copy(rendered.body)
        unsafe message.pointee.content_type = unsafe arena.copy(rendered.contentType)
        for field in rendered.headers {
            unsafe headers.append(penstock_header(name: arena.copy(field.name), value: arena.copy(field.value)))
        }
        for field in rendered.attributes {
            unsafe attributes.append(penstock_header(name: arena.copy(field.name), value: arena.copy(field.value)))
        }
    }

    /// Sets the time of the calls that follow: read once for a slice of deliveries.
    package func setTime(_ now: Timestamp) {
        unsafe call.pointee.now_us = now.microseconds
    }

    /// Says that this is no delivery: what stages write of what they keep is dropped.
    /// - Parameter isLive: Whether it is sent, marked as a test for the receiver.
    package func markTrial(isLive: Bool) {
        unsafe call.pointee.flags |= isLive ? PENSTOCK_CALL_TEST : PENSTOCK_CALL_TRIAL
    }

    func publishFields() {
        unsafe message.pointee.headers = unsafe UnsafePointer(headers.start)
        unsafe message.pointee.header_count = headers.count
        unsafe message.pointee.attributes = unsafe UnsafePointer(attributes.start)
        unsafe message.pointee.attribute_count = attributes.count
    }
}
