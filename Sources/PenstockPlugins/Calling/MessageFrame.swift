internal import CPenstock

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
    var extensions = FieldTable()
    /// The body that the message shows is in none of them (the event's JSON) or in one; outputs go to another.
    var first = BodyBuffer()
    var second = BodyBuffer()
    var third = BodyBuffer()
    var shown: Int?
    var kept: Kept?
    var failure: (code: penstock_bytes, text: penstock_bytes)?
    var reason: penstock_bytes?
    /// The delivery's number, for the recorder.
    var number: UInt64 = 0
    /// The attempt's number there, while a transport has it; else 0.
    var flight: UInt32 = 0
    /// What the stages keep, as this delivery sees it.
    package var state: PluginStateTransaction
    /// What events have told.
    let directories: DirectoryView
    /// What stood before its event.
    var history: DeliveryHistory

    /// What the transforms left, for a retry.
    @safe struct Kept {
        var body: penstock_bytes
        var buffer: Int?
        var contentType: penstock_bytes
        var headers: [penstock_header]
        var attributes: [penstock_header]
    }

    /// - Parameters:
    ///   - state: Where stages keep things; by default nowhere.
    ///   - directories: What events have told; by default nothing.
    ///   - history: What is known of what stood before events; by default nothing.
    package init(
        state: PluginStateView = PluginStateView(),
        directories: DirectoryView = DirectoryView(),
        history: HistoryView = HistoryView()
    ) {
        self.state = PluginStateTransaction(state)
        self.directories = directories
        self.history = DeliveryHistory(history)
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
