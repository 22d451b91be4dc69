internal import CPenstock

/// One attempt handed to a transport. All its views stay valid until ``complete(_:)``.
@safe public struct Delivery: @unchecked Sendable {
    private let raw: UnsafePointer<penstock_delivery>
    private let host: UnsafePointer<penstock_host>

    init(_ raw: UnsafePointer<penstock_delivery>, host: UnsafePointer<penstock_host>) {
        unsafe self.raw = unsafe raw
        unsafe self.host = unsafe host
    }

    /// Names this attempt.
    public var token: UInt64 { unsafe raw.pointee.token }
    /// What is to be sent, signed and with method and target.
    public var message: Message { unsafe Message(raw.pointee.message) }
    /// The circumstances of the attempt.
    public var call: Call { unsafe Call(raw.pointee.call) }
    /// What the attempt before left in ``AttemptResult/resume``.
    public var resume: Bytes { unsafe Bytes(raw.pointee.resume) }

    /// Ends the attempt. Exactly once; nothing of this delivery may be touched afterwards.
    public func complete(_ result: AttemptResult) {
        unsafe result.send(token: token, to: host)
    }
}
