/// Reads a write-ahead log as SQLite does when it recovers one (https://www.sqlite.org/fileformat2.html, section 4), and
/// tells a log that was torn from one that was damaged. Pure; fed piece by piece.
///
/// SQLite stops at the first frame that does not fit and says nothing of what lies behind. A power cut leaves such a
/// frame only in the one transaction that was being written, of which nobody was told that it is on disk. Where more
/// than that lies behind the stop, transactions that were answered would be dropped.
struct WriteAheadLog: Sendable {
    static let headerSize = 32
    static let frameHeaderSize = 24

    /// What is in a log, counted.
    struct Findings: Equatable, Sendable {
        /// Transactions up to the stop: what SQLite will have.
        var transactions = 0
        /// Frames up to the end of the last of them.
        var frames = 0
        /// Transactions that were committed and would be dropped.
        var lostTransactions = 0
        /// Frames of this log behind the stop.
        var framesBehind = 0

        /// Whether something would be dropped that was answered.
        var isDamaged: Bool { lostTransactions > 0 }
    }

    /// The size of a page in this log.
    let pageSize: Int
    private let isBigEndian: Bool
    private let salt: (UInt32, UInt32)
    private var sum: (UInt32, UInt32)

    private var valid = 0
    private var intact = Findings()
    /// Frames behind the stop, with what their headers say.
    private var behind = Behind()
    private var hasStopped = false

    private struct Behind {
        var frames = 0
        var commits = 0
        /// Whether frames stand behind the first end of a transaction: then that one had been committed.
        var goesOnBehindCommit = false
    }

    /// Reads the first 32 bytes; nil where they are no header, and then SQLite takes nothing from the log.
    init?(header: Span<UInt8>) {
        guard header.count >= Self.headerSize else { return nil }
        let magic = header.bigEndian(0)
        guard magic & ~1 == 0x377F_0682, header.bigEndian(4) == 3_007_000 else { return nil }
        let size = Int(header.bigEndian(8))
        guard size >= 512, size <= 65_536, size & (size - 1) == 0 else { return nil }
        pageSize = size
        isBigEndian = magic & 1 == 1
        salt = (header.bigEndian(16), header.bigEndian(20))
        sum = Self.sum((0, 0), header.extracting(0..<24), isBigEndian)
        guard sum == (header.bigEndian(24), header.bigEndian(28)) else { return nil }
    }

    var frameSize: Int { Self.frameHeaderSize + pageSize }

    /// Takes the next frame; one that is cut short at the end of the file counts for nothing.
    mutating func take(_ frame: Span<UInt8>) {
        guard frame.count >= frameSize else { return }
        let page = frame.bigEndian(0)
        let isCommit = frame.bigEndian(4) != 0
        let isOfThisLog = (frame.bigEndian(8), frame.bigEndian(12)) == salt
        if !hasStopped, isOfThisLog, page != 0 {
            var next = Self.sum(sum, frame.extracting(0..<8), isBigEndian)
            next = Self.sum(next, frame.extracting(Self.frameHeaderSize..<frameSize), isBigEndian)
            if next == (frame.bigEndian(16), frame.bigEndian(20)) {
                sum = next
                valid += 1
                if isCommit {
                    intact.transactions += 1
                    intact.frames = valid
                }
                return
            }
        }
        hasStopped = true
        // What an earlier round of the log left there bears another salt.
        guard isOfThisLog else { return }
        if behind.commits > 0 { behind.goesOnBehindCommit = true }
        behind.frames += 1
        if isCommit { behind.commits += 1 }
    }

    /// What the frames so far come to.
    var findings: Findings {
        var findings = intact
        findings.framesBehind = behind.frames
        // One end of a transaction at most, with nothing behind it, may be what was being written.
        if behind.goesOnBehindCommit { findings.lostTransactions = behind.commits }
        return findings
    }

    /// The checksum of section 4.2: over 32-bit words, two at a time.
    private static func sum(
        _ start: (UInt32, UInt32),
        _ bytes: Span<UInt8>,
        _ isBigEndian: Bool
    ) -> (UInt32, UInt32) {
        var (first, second) = start
        let raw = unsafe bytes.bytes
        var offset = 0
        while offset + 8 <= raw.byteCount {
            let a = unsafe raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let b = unsafe raw.unsafeLoadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            first = first &+ (isBigEndian ? a.bigEndian : a.littleEndian) &+ second
            second = second &+ (isBigEndian ? b.bigEndian : b.littleEndian) &+ first
            offset += 8
        }
        return (first, second)
    }
}

extension Span<UInt8> {
    fileprivate func bigEndian(_ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 8 | UInt32(self[offset + $1]) }
    }
}
