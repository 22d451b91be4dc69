internal import CCurl
internal import PenstockPluginKit

/// The header lines of one request as libcurl wants them: a linked list of C strings, in memory that is used again.
@safe final class RequestHeaders {
    private var text: UnsafeMutablePointer<UInt8>
    private var capacity = 1024
    private var used = 0
    /// Offsets of the lines in `text`.
    private var lines: [Int] = []
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var nodeCapacity = 16

    init() {
        unsafe text = .allocate(capacity: capacity)
        unsafe nodes = .allocate(capacity: nodeCapacity)
    }

    deinit {
        unsafe text.deallocate()
        unsafe nodes.deallocate()
    }

    /// Forgets all lines.
    func removeAll() {
        used = 0
        lines.removeAll(keepingCapacity: true)
    }

    /// Adds a line whose bytes are known to be fit.
    func append(line: String) {
        begin(room: line.utf8.count)
        for byte in line.utf8 { put(byte) }
        put(0)
    }

    /// Adds a header.
    /// - Returns: False when its name or its value cannot stand in a request.
    func append(name: Bytes, value: Bytes) -> Bool {
        begin(room: name.count + value.count + 2)
        guard name.count > 0, copy(name, where: HeaderRules.isTokenByte) else { return false }
        // libcurl takes "name:" for the wish to leave a header out, and "name;" for an empty one.
        guard value.count > 0 else {
            put(UInt8(ascii: ";"))
            put(0)
            return true
        }
        put(UInt8(ascii: ":"))
        put(UInt8(ascii: " "))
        guard copy(value, where: { !HeaderRules.endsLine($0) }) else { return false }
        put(0)
        return true
    }

    /// Adds the body's media type.
    /// - Returns: False when it cannot stand in a request.
    func append(contentType: Bytes) -> Bool {
        begin(room: contentType.count + 14)
        for byte in "content-type: ".utf8 { put(byte) }
        guard copy(contentType, where: { !HeaderRules.endsLine($0) }) else { return false }
        put(0)
        return true
    }

    /// The list, valid until the next change.
    @unsafe func list() -> UnsafeMutablePointer<curl_slist>? {
        guard !lines.isEmpty else { return nil }
        if lines.count > nodeCapacity {
            unsafe nodes.deallocate()
            nodeCapacity = lines.count * 2
            unsafe nodes = .allocate(capacity: nodeCapacity)
        }
        for (index, offset) in lines.enumerated() {
            let line = unsafe UnsafeMutableRawPointer(text + offset).assumingMemoryBound(to: CChar.self)
            let next = unsafe index + 1 < lines.count ? nodes + index + 1 : nil
            unsafe (nodes + index).initialize(to: curl_slist(data: line, next: next))
        }
        return unsafe nodes
    }

    private func begin(room: Int) {
        lines.append(used)
        let needed = used + room + 1
        guard needed > capacity else { return }
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: needed * 2)
        unsafe larger.update(from: text, count: used)
        unsafe text.deallocate()
        unsafe text = unsafe larger
        capacity = needed * 2
    }

    private func put(_ byte: UInt8) {
        unsafe text[used] = byte
        used += 1
    }

    private func copy(_ bytes: Bytes, where isFit: (UInt8) -> Bool) -> Bool {
        bytes.withSpan { span in
            for index in span.indices {
                guard isFit(span[index]) else { return false }
                put(span[index])
            }
            return true
        }
    }
}
