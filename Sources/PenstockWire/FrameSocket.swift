internal import Glibc

/// A frame that came; its content is valid until the next one is asked for.
@safe package struct Frame {
    package let kind: FrameKind
    package let content: UnsafeRawBufferPointer

    package var reader: WireReader { unsafe WireReader(content) }
}

/// One end of a stream of frames. Reading and writing may be done by two threads, each by one.
@safe package final class FrameSocket: @unchecked Sendable {
    package let descriptor: Int32
    private var buffer: UnsafeMutableRawPointer
    private var capacity = 64 << 10
    private var begin = 0
    private var end = 0
    private static let ordinary = 64 << 10
    private var spin: Spin?

    /// Takes over a descriptor; closed with the object.
    /// - Parameter spins: Whether an answer is expected so soon that it is better not to sleep at once.
    package init(_ descriptor: Int32, spins: Bool = false) {
        self.descriptor = descriptor
        spin = spins ? Spin() : nil
        unsafe buffer = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        unsafe buffer.deallocate()
        close(descriptor)
    }

    /// Wakes whoever reads or writes; the other side sees the end.
    package func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The next frame, when all of it is here already.
    package func next() throws(WireFault) -> Frame? {
        guard end - begin >= 4 else { return nil }
        let length = unsafe Int(UInt32(littleEndian: (buffer + begin).loadUnaligned(as: UInt32.self)))
        guard length >= 1, length <= WireLimits.frame else { throw .garbage }
        guard end - begin >= 4 + length else { return nil }
        let start = unsafe buffer + begin + 4
        guard let kind = unsafe FrameKind(rawValue: start.load(as: UInt8.self)) else { throw .garbage }
        begin += 4 + length
        return unsafe Frame(kind: kind, content: UnsafeRawBufferPointer(start: start + 1, count: length - 1))
    }

    /// Takes in what has come.
    /// - Parameter waits: Whether to wait for something, for as long as the descriptor is patient.
    /// - Returns: Whether something came.
    package func fill(waits: Bool) throws(WireFault) -> Bool {
        makeRoom()
        while true {
            let got = unsafe recv(descriptor, buffer + end, capacity - end, waits ? 0 : Int32(MSG_DONTWAIT))
            if got > 0 {
                end += got
                return true
            }
            if got == 0 { throw .closed }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: return false
            default: throw .closed
            }
        }
    }

    /// Asks a few times whether something has come.
    private func fillSoon() throws(WireFault) -> Bool {
        guard var spin else { return false }
        var found = false
        for _ in 0..<spin.attempts where !found { found = try fill(waits: false) }
        spin.note(found: found)
        self.spin = spin
        return found
    }

    /// Waits for the next frame.
    /// - Parameter patience: How often the descriptor may tell that nothing came; nil waits for ever.
    package func receive(patience: Int? = nil) throws(WireFault) -> Frame {
        var silences = 0
        while true {
            if let frame = try next() { return frame }
            if try fillSoon() { continue }
            if try fill(waits: true) { continue }
            silences += 1
            if let patience, silences >= patience { throw .silent }
        }
    }

    /// Sends what a writer holds, and clears it.
    /// - Parameter patience: How often the descriptor may tell that there is no room; nil waits for ever.
    package func send(_ writer: inout WireWriter, patience: Int? = nil) throws(WireFault) {
        defer { writer.clear() }
        let bytes = unsafe writer.bytes
        var (sent, silences) = (0, 0)
        while sent < bytes.count {
            let flags = Int32(MSG_NOSIGNAL)
            let count = unsafe Glibc.send(
                descriptor,
                bytes.baseAddress.map { unsafe $0 + sent },
                bytes.count - sent,
                flags
            )
            if count > 0 {
                sent += count
                silences = 0
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK:
                silences += 1
                if let patience, silences >= patience { throw .silent }
            default: throw .closed
            }
        }
    }

    /// Room for the rest of the frame that has begun, or for an ordinary one.
    private func makeRoom() {
        let kept = end - begin
        if begin > 0 {
            unsafe buffer.copyMemory(from: buffer + begin, byteCount: kept)
            (begin, end) = (0, kept)
        }
        var needed = Self.ordinary
        if kept >= 4 {
            let length = unsafe Int(UInt32(littleEndian: buffer.loadUnaligned(as: UInt32.self)))
            needed = max(needed, min(length, WireLimits.frame) + 4)
        }
        // A large frame's memory is given back once it is read.
        guard needed > capacity || (capacity > 1 << 20 && needed <= Self.ordinary && kept <= Self.ordinary) else {
            return
        }
        let other = UnsafeMutableRawPointer.allocate(byteCount: needed, alignment: 16)
        unsafe other.copyMemory(from: buffer, byteCount: kept)
        unsafe buffer.deallocate()
        unsafe buffer = unsafe other
        capacity = needed
    }
}
