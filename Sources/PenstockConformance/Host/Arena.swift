internal import CConformance
internal import CPenstock

/// A name and a value: a header or an attribute.
struct Field: Sendable, Equatable {
    var name: String
    var value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Memory lent to the plugin; freed when the arena goes.
///
/// Guarded, every piece ends at a page that nobody may touch, and is read-only once the arena is sealed: a plugin that
/// writes to its input or reads beyond it faults at once.
@safe final class Arena: @unchecked Sendable {
    /// How much the host whose tables these are knows.
    enum Host {
        case current
        /// Its tables end where those of version 1.0 did.
        case first
        /// Its tables go on beyond those of today, with bytes that mean nothing here.
        case later
    }

    @safe private struct Block {
        var start: UnsafeMutablePointer<UInt8>
        var length: Int
    }

    private let host: Host
    private let isGuarded: Bool
    private var blocks: [Block] = []
    private var companions: [Arena] = []
    private static let poison: UInt8 = 0xA5
    private static let excess = 64

    init(host: Host = .current, guarded: Bool = false) {
        self.host = host
        // A table that is cut or poisoned shows a reader beyond its end only where nobody may read.
        isGuarded = guarded || host != .current
    }

    deinit {
        for block in blocks {
            if isGuarded {
                unsafe conf_release(block.start, block.length)
            } else {
                unsafe block.start.deallocate()
            }
        }
    }

    /// Makes everything so far read-only, where it is guarded.
    func seal() {
        guard isGuarded else { return }
        for block in blocks { unsafe conf_seal(block.start, block.length) }
    }

    /// Keeps another one as long as this.
    func keep(_ other: Arena) { companions.append(other) }

    /// Lays out a table that begins with its size.
    /// - Parameter first: its size in version 1.0.
    func table<Table>(_ value: Table, first: UInt32, _ name: StaticString) -> UnsafeMutablePointer<Table> {
        let known = MemoryLayout<Table>.size
        let size =
            switch host {
            case .current: known
            case .first: min(Int(first), known)
            case .later: known + Self.excess
            }
        let memory = unsafe allocate(size, name)
        unsafe memory.initialize(repeating: Self.poison, count: size)
        unsafe withUnsafeBytes(of: value) { bytes in
            if let start = bytes.baseAddress {
                unsafe UnsafeMutableRawPointer(memory).copyMemory(from: start, byteCount: min(size, known))
            }
        }
        unsafe UnsafeMutableRawPointer(memory).storeBytes(of: UInt32(size), as: UInt32.self)
        return unsafe UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Table.self)
    }

    func bytes(_ array: [UInt8], _ name: StaticString) -> penstock_bytes {
        guard !array.isEmpty else { return unsafe penstock_bytes(ptr: nil, len: 0) }
        let memory = unsafe allocate(array.count, name)
        unsafe array.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { unsafe memory.initialize(from: start, count: array.count) }
        }
        return unsafe penstock_bytes(ptr: memory, len: array.count)
    }

    func bytes(_ text: String, _ name: StaticString) -> penstock_bytes { unsafe bytes(Array(text.utf8), name) }

    /// NUL-terminated.
    func text(_ text: String, _ name: StaticString) -> UnsafePointer<CChar> {
        let copy = unsafe bytes(Array(text.utf8) + [0], name)
        guard let start = unsafe copy.ptr else { preconditionFailure("there is at least the end of the text") }
        return unsafe UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
    }

    func fields(_ fields: [Field], _ name: StaticString) -> UnsafePointer<penstock_header>? {
        guard !fields.isEmpty else { return nil }
        let memory = unsafe UnsafeMutableRawPointer(
            allocate(fields.count * MemoryLayout<penstock_header>.size, name)
        ).assumingMemoryBound(to: penstock_header.self)
        for (index, field) in fields.enumerated() {
            unsafe (memory + index).initialize(
                to: penstock_header(name: bytes(field.name, name), value: bytes(field.value, name))
            )
        }
        return unsafe UnsafePointer(memory)
    }

    private func allocate(_ length: Int, _ name: StaticString) -> UnsafeMutablePointer<UInt8> {
        let label = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        let memory: UnsafeMutablePointer<UInt8>
        if isGuarded {
            guard let pages = unsafe conf_guarded(length, label) else {
                preconditionFailure("the system has no memory for \(length) bytes")
            }
            unsafe memory = unsafe pages
        } else {
            let piece = UnsafeMutableRawPointer.allocate(byteCount: max(length, 1), alignment: 16)
            unsafe memory = unsafe piece.bindMemory(to: UInt8.self, capacity: max(length, 1))
        }
        blocks.append(unsafe Block(start: memory, length: length))
        return unsafe memory
    }
}

extension Arena {
    /// What the host says of itself at the entry.
    func hostInfo() -> UnsafeMutablePointer<penstock_host_info> {
        let info = unsafe penstock_host_info(
            size: 0,
            abi_minor: host == .first ? 0 : UInt32(PENSTOCK_ABI_MINOR) + (host == .later ? 1 : 0),
            name: text("penstock", "the host's name"),
            version: text("0.0.0", "the host's version")
        )
        return unsafe table(info, first: FirstVersion.hostInfo, "the host's description")
    }
}

extension Array where Element == UInt8 {
    init(_ raw: penstock_bytes) {
        self = unsafe Array(UnsafeBufferPointer(start: raw.ptr, count: raw.ptr == nil ? 0 : raw.len))
    }
}

extension String {
    init(_ raw: penstock_bytes) { self = unsafe String(decoding: [UInt8](raw), as: UTF8.self) }
}
