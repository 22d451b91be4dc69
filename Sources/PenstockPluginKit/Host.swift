package import CPenstock

/// The host's services for one configured stage.
@safe public struct Host: @unchecked Sendable {
    package let raw: UnsafePointer<penstock_host>

    init(_ raw: UnsafePointer<penstock_host>) {
        unsafe self.raw = unsafe raw
    }

    /// How grave a line of the log is.
    public enum Level: UInt32, Sendable {
        case trace = 0, debug, info, notice, warning, error
    }

    /// The pipeline's name.
    public var pipeline: String { unsafe String(Bytes(raw.pointee.pipeline)) }
    /// The stage's name, or its position such as `stages/2`.
    public var stage: String { unsafe String(Bytes(raw.pointee.stage)) }

    /// Writes a line to the log; the text is only made when its level is kept.
    public func log(_ level: Level, _ text: @autoclosure () -> String) {
        guard unsafe level.rawValue >= raw.pointee.log_level.pointee else { return }
        unsafe withBytes(text()) { unsafe raw.pointee.log(raw, level.rawValue, $0) }
    }

    /// A service's table by id and least revision; nil where this host has none.
    @unsafe public func service(_ id: String, revision: UInt32) -> UnsafeRawPointer? {
        unsafe id.withCString { unsafe raw.pointee.service(raw, $0, revision) }
    }

    /// The address policy of this stage.
    public var egress: Egress? {
        guard let table = unsafe service(PENSTOCK_EGRESS, revision: 1) else { return nil }
        return unsafe Egress(host: self, table: table.assumingMemoryBound(to: penstock_egress.self))
    }
}

/// Service `penstock.egress`: may this stage connect to an address?
@safe public struct Egress: @unchecked Sendable {
    let host: Host
    let table: UnsafePointer<penstock_egress>

    init(host: Host, table: UnsafePointer<penstock_egress>) {
        self.host = host
        unsafe self.table = unsafe table
    }

    /// Checks a socket address (`struct sockaddr`, `length` bytes) that `name` resolved to.
    /// - Returns: nil when it is allowed, else a sentence that says why not.
    @unsafe public func refusal(name: String, address: UnsafeRawPointer, length: Int) -> String? {
        var used = 0
        var allowed: UInt32 = 0
        let reason = unsafe String(unsafeUninitializedCapacity: 256) { buffer in
            allowed = unsafe withBytes(name) {
                unsafe table.pointee.allow(host.raw, $0, address, length, buffer.baseAddress, buffer.count, &used)
            }
            return min(used, buffer.count)
        }
        return allowed == 1 ? nil : reason
    }
}
