import CPenstock
import PenstockWire
import Testing

@Suite struct `Frames between host and worker` {
    /// Makes one end of a frame of whatever is written.
    private func written(_ write: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter(capacity: 16)
        write(&writer)
        return unsafe Array(writer.bytes)
    }

    @Test func `what is written is read`() {
        let bytes = written { writer in
            writer.put(UInt8(7))
            writer.put(Int64.min)
            writer.put("häuser")
            writer.put([1, 2, 3])
        }
        unsafe bytes.withUnsafeBytes { bytes in
            var reader = unsafe WireReader(bytes)
            #expect(reader.integer(UInt8.self) == 7 && reader.integer(Int64.self) == .min && reader.text() == "häuser")
            let rest = unsafe reader.bytes()
            #expect(unsafe rest.len == 3 && reader.isWhole)
        }
    }

    @Test func `a frame that is cut anywhere, or claims too much, is broken and never read beyond its end`() {
        let whole = written { writer in
            writer.put("abc")
            writer.put(UInt32(2))
            writer.put("x")
            writer.put("y")
        }
        for length in 0..<whole.count {
            unsafe Array(whole.prefix(length)).withUnsafeBytes { bytes in
                var reader = unsafe WireReader(bytes)
                _ = reader.text()
                for _ in 0..<reader.count(ofAtLeast: 4) { _ = reader.text() }
                #expect(!reader.isWhole)
            }
        }
        unsafe [0xFF, 0xFF, 0xFF, 0xFF, 1, 2].withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var reader = unsafe WireReader(bytes)
            let none = unsafe reader.bytes()
            #expect(unsafe none.len == 0 && reader.isBroken)
        }
    }

    @Test(arguments: 0..<200)
    func `a result of random bytes is lent only when it makes sense`(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let bytes = (0..<Int(seed % 97)).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
        unsafe bytes.withUnsafeBytes { bytes in
            var reader = unsafe WireReader(bytes)
            var lent = false
            unsafe reader.withResult { _ in lent = true }
            #expect(lent == reader.isWhole)
        }
    }
}

@Suite struct `Asking before sleeping` {
    @Test func `ends where it is in vain, begins again where it is not, and is not done with one processor`() {
        var spin = Spin(processors: 2)
        #expect(spin.attempts == Spin.most)
        var waits = 0
        while spin.attempts > 0 {
            spin.note(found: false)
            waits += 1
        }
        #expect(waits < 10)
        while spin.attempts == 0 { spin.note(found: false) }
        spin.note(found: false)
        #expect(spin.attempts < Spin.most)
        spin.note(found: true)
        #expect(spin.attempts == Spin.most)
        #expect(Spin(processors: 1).attempts == 0)
    }
}
