internal import CPenstock
package import PenstockCore

/// One delivery on its way through the stages, in the form that plugins see, with the memory behind it.
///
/// Used by one thread at a time: a stage thread until `submit`, nobody while the attempt is in flight, then whoever
/// completes it. Reused for many deliveries, so that a stage call allocates nothing.
@safe package final class MessageFrame: @unchecked Sendable {
    let event: UnsafeMutablePointer<penstock_event>
    let message: UnsafeMutablePointer<penstock_message>
    let call: UnsafeMutablePointer<penstock_call>
    let output: UnsafeMutablePointer<penstock_output>
    let delivery: UnsafeMutablePointer<penstock_delivery>
    var arena = Arena()
    var headers = FieldTable()
    var attributes = FieldTable()
    private var extensions = FieldTable()
    /// The body that the message shows is in none of them (the event's JSON) or in one; outputs go to another.
    private var first = BodyBuffer()
    private var second = BodyBuffer()
    private var third = BodyBuffer()
    private var shown: Int?
    private var kept: Kept?
    private(set) var failure: (code: penstock_bytes, text: penstock_bytes)?
    private var reason: penstock_bytes?

    /// What the transforms left, for a retry.
    @safe private struct Kept {
        var body: penstock_bytes
        var buffer: Int?
        var contentType: penstock_bytes
        var headers: [penstock_header]
        var attributes: [penstock_header]
    }

    package init() {
        unsafe event = Self.zeroed()
        unsafe message = Self.zeroed()
        unsafe call = Self.zeroed()
        unsafe output = Self.zeroed()
        unsafe delivery = Self.zeroed()
        unsafe event.pointee.size = UInt32(MemoryLayout<penstock_event>.size)
        unsafe message.pointee.size = UInt32(MemoryLayout<penstock_message>.size)
        unsafe message.pointee.event = unsafe UnsafePointer(event)
        unsafe call.pointee.size = UInt32(MemoryLayout<penstock_call>.size)
        unsafe delivery.pointee.size = UInt32(MemoryLayout<penstock_delivery>.size)
        unsafe delivery.pointee.message = unsafe UnsafePointer(message)
        unsafe delivery.pointee.call = unsafe UnsafePointer(call)
        unsafe output.pointee.size = UInt32(MemoryLayout<penstock_output>.size)
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe call.pointee.handle = me
        unsafe call.pointee.fail = frameFail
        unsafe call.pointee.explain = frameExplain
        unsafe output.pointee.handle = me
        unsafe output.pointee.grow = frameGrow
        unsafe output.pointee.set_content_type = frameSetContentType
        unsafe output.pointee.set_header = frameSetHeader
        unsafe output.pointee.set_attribute = frameSetAttribute
        unsafe output.pointee.set_target = frameSetTarget
    }

    deinit {
        unsafe event.deallocate()
        unsafe message.deallocate()
        unsafe call.deallocate()
        unsafe output.deallocate()
        unsafe delivery.deallocate()
    }

    /// Zero bytes are a valid value of these tables until `init` has filled what may not be null.
    private static func zeroed<Table>() -> UnsafeMutablePointer<Table> {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Table>.size,
            alignment: MemoryLayout<Table>.alignment
        )
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Table>.size)
        return unsafe memory.assumingMemoryBound(to: Table.self)
    }
}

// MARK: - Loading

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

    func publishFields() {
        unsafe message.pointee.headers = unsafe UnsafePointer(headers.start)
        unsafe message.pointee.header_count = headers.count
        unsafe message.pointee.attributes = unsafe UnsafePointer(attributes.start)
        unsafe message.pointee.attribute_count = attributes.count
    }
}

// MARK: - Output

extension MessageFrame {
    /// Points the output at a buffer that holds neither the shown body nor the one that is kept.
    func beginOutput() {
        let index = outputIndex
        unsafe output.pointee.buffer = unsafe withBuffer(index) { unsafe $0.start }
        unsafe output.pointee.capacity = withBuffer(index) { $0.capacity }
        unsafe output.pointee.length = 0
        unsafe output.pointee.slice_offset = 0
        unsafe output.pointee.slice_length = 0
    }

    private var outputIndex: Int {
        (0..<3).first { $0 != shown && $0 != kept?.buffer } ?? 0
    }

    private func withBuffer<R>(_ index: Int, _ body: (inout BodyBuffer) -> R) -> R {
        switch index {
        case 0: body(&first)
        case 1: body(&second)
        default: body(&third)
        }
    }

    /// Makes what was written the body; false when the plugin claims more than there is room for.
    func takeOutput() -> Bool {
        let length = unsafe output.pointee.length
        let index = outputIndex
        guard length <= withBuffer(index, { $0.capacity }) else { return false }
        unsafe message.pointee.body = unsafe penstock_bytes(
            ptr: UnsafePointer(withBuffer(index) { unsafe $0.start }),
            len: length
        )
        shown = index
        return true
    }

    /// Makes a part of the body the body; false when it is not within it.
    func takeSlice() -> Bool {
        let body = unsafe message.pointee.body
        let (offset, length) = unsafe (output.pointee.slice_offset, output.pointee.slice_length)
        guard unsafe offset <= body.count, unsafe length <= body.count - offset else { return false }
        unsafe message.pointee.body = unsafe penstock_bytes(ptr: body.ptr.map { unsafe $0 + offset }, len: length)
        return true
    }

    fileprivate func grow(to needed: Int) -> Int32 {
        let index = outputIndex
        let kept = unsafe output.pointee.length
        guard withBuffer(index, { $0.grow(to: needed, keeping: kept) }) else { return PENSTOCK_FAIL_LIMIT }
        unsafe output.pointee.buffer = unsafe withBuffer(index) { unsafe $0.start }
        unsafe output.pointee.capacity = withBuffer(index) { $0.capacity }
        return PENSTOCK_OK
    }
}

// MARK: - What is kept for a retry

extension MessageFrame {
    /// Marks the message as it is now, behind the transforms, as what a retry sends.
    package func keep() {
        kept = unsafe Kept(
            body: message.pointee.body,
            buffer: shown,
            contentType: message.pointee.content_type,
            headers: headers.all,
            attributes: attributes.all
        )
    }

    /// What ``keep()`` marked, copied out; nil before it.
    package var rendered: RenderedMessage? {
        guard let kept else { return nil }
        return unsafe RenderedMessage(
            body: Array(copying: kept.body),
            contentType: String(copying: kept.contentType),
            headers: kept.headers.map { unsafe EventExtension(copying: $0) },
            attributes: kept.attributes.map { unsafe EventExtension(copying: $0) }
        )
    }
}

extension FieldTable {
    fileprivate var all: [penstock_header] { unsafe (0..<count).map { unsafe self[$0] } }
}

extension EventExtension {
    init(copying field: penstock_header) {
        self.init(name: unsafe String(copying: field.name), value: unsafe String(copying: field.value))
    }
}

// MARK: - What a person may look at

extension MessageFrame {
    /// The message as it is now.
    package var shownMessage: ShownMessage {
        unsafe ShownMessage(
            method: String(copying: message.pointee.method),
            target: String(copying: message.pointee.target),
            contentType: String(copying: message.pointee.content_type),
            body: Array(copying: message.pointee.body),
            headers: headers.all.map { unsafe EventExtension(copying: $0) },
            attributes: attributes.all.map { unsafe EventExtension(copying: $0) }
        )
    }
}

/// A message as it stands between two stages.
package struct ShownMessage: Sendable {
    package var method: String
    package var target: String
    package var contentType: String
    package var body: [UInt8]
    package var headers: [EventExtension]
    package var attributes: [EventExtension]
}

// MARK: - Verdicts

extension MessageFrame {
    func clearVerdict() {
        unsafe failure = nil
        unsafe reason = nil
    }

    /// What the stage said of its failure.
    var failureReason: Reason {
        guard let failure = unsafe failure else {
            return Reason(code: "stage-failure", text: "the stage failed and did not say why")
        }
        return unsafe Reason(code: String(copying: failure.code), text: String(copying: failure.text))
    }

    /// What the stage said of its verdict; nil when it said nothing.
    var explanation: String? { unsafe reason.map { unsafe String(copying: $0) } }

    fileprivate func fail(_ code: penstock_bytes, _ text: penstock_bytes) {
        unsafe failure = unsafe (arena.copy(code), arena.copy(text))
    }

    fileprivate func explain(_ text: penstock_bytes) {
        unsafe reason = unsafe arena.copy(text)
    }
}

// MARK: - The C functions

private func frame(_ handle: UnsafeMutableRawPointer?) -> MessageFrame? {
    unsafe handle.map { unsafe Unmanaged<MessageFrame>.fromOpaque($0).takeUnretainedValue() }
}

private func frameFail(call: UnsafePointer<penstock_call>, code: penstock_bytes, text: penstock_bytes) {
    unsafe frame(call.pointee.handle)?.fail(code, text)
}

private func frameExplain(call: UnsafePointer<penstock_call>, text: penstock_bytes) {
    unsafe frame(call.pointee.handle)?.explain(text)
}

private func frameGrow(output: UnsafeMutablePointer<penstock_output>, capacity: Int) -> Int32 {
    unsafe frame(output.pointee.handle)?.grow(to: capacity) ?? PENSTOCK_FAIL_LIMIT
}

private func frameSetContentType(output: UnsafeMutablePointer<penstock_output>, value: penstock_bytes) {
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.message.pointee.content_type = unsafe frame.arena.copy(value)
}

private func frameSetHeader(output: UnsafeMutablePointer<penstock_output>, name: penstock_bytes, value: penstock_bytes)
{
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.headers.set(
        penstock_header(name: frame.arena.copy(name), value: frame.arena.copy(value)),
        emptyRemoves: false
    )
    frame.publishFields()
}

private func frameSetAttribute(
    output: UnsafeMutablePointer<penstock_output>,
    name: penstock_bytes,
    value: penstock_bytes
) {
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.attributes.set(
        penstock_header(name: frame.arena.copy(name), value: frame.arena.copy(value)),
        emptyRemoves: true
    )
    frame.publishFields()
}

private func frameSetTarget(
    output: UnsafeMutablePointer<penstock_output>,
    method: penstock_bytes,
    target: penstock_bytes
) {
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.message.pointee.method = unsafe frame.arena.copy(method)
    unsafe frame.message.pointee.target = unsafe frame.arena.copy(target)
}
