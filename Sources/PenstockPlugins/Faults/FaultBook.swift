internal import Glibc
package import PenstockCore
internal import PenstockJSON
internal import Synchronization

/// The file of a data directory in which faults are written down, a line each: by a signal handler as they happen, and
/// here, when a suspected delivery has come to an end.
///
/// What follows from them is found by reading it from the start, so a crash at any moment loses at most the last line.
package final class FaultBook: Sendable {
    /// Why the file cannot be kept.
    package struct Unusable: Error, CustomStringConvertible {
        package var description: String
    }

    /// Where the file is.
    package let path: String
    let descriptor: Int32
    private let state: Mutex<FaultHistory>

    /// Above this size it is written anew when it is opened, with what still matters.
    private static let tidySize = 1 << 20

    /// Opens or makes the file.
    /// - Parameter directory: The data directory; made when it is missing.
    /// - Throws: When the file cannot be read or written.
    package init(directory: String) throws(Unusable) {
        path = Self.path(in: directory)
        for end in directory.indices.dropFirst() where directory[end] == "/" {
            _ = unsafe mkdir(String(directory[..<end]), 0o700)
        }
        _ = unsafe mkdir(directory, 0o700)
        descriptor = unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Unusable(description: "\(path) cannot be opened: \(errorText())") }
        let bytes: [UInt8]
        do throws(Unusable) {
            bytes = try Self.read(descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
        state = Mutex(FaultHistory(bytes))
        // A line that was cut short must not swallow the next.
        if let last = bytes.last, last != UInt8(ascii: "\n") { append("\n") }
    }

    deinit { close(descriptor) }

    /// What a data directory's file says, for one who only looks; nothing where it cannot be read.
    package static func history(in directory: String) -> FaultHistory {
        let path = path(in: directory)
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return FaultHistory() }
        defer { close(descriptor) }
        return FaultHistory((try? read(descriptor, path)) ?? [])
    }

    private static func path(in directory: String) -> String { directory + "/faults.jsonl" }

    private static func read(_ descriptor: Int32, _ path: String) throws(Unusable) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe pread(descriptor, &part, part.count, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Unusable(description: "\(path) cannot be read: \(errorText())") }
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
    }

    /// What has happened so far.
    package var history: FaultHistory { state.withLock { $0 } }

    /// Notes that a person has started the host: what crashed while it was readied may be tried again.
    package func started(at time: Timestamp) {
        append(#"{"started":\#(time.microseconds)}"# + "\n")
        state.withLock { $0.take(Array(#"{"started":0}"#.utf8)) }
    }

    /// Notes that suspected deliveries have come to an end without another fault, or are held.
    package func clear(_ deliveries: [DeliveryID]) {
        let known = state.withLock { history in
            let known = deliveries.filter { history.suspects[$0] != nil }
            history.clear(known)
            return known
        }
        guard !known.isEmpty else { return }
        append(#"{"cleared":[\#(known.map { "\($0.rawValue)" }.joined(separator: ","))]}"# + "\n")
    }

    /// Not synced: a line that a loss of power takes makes a delivery run alone once more.
    private func append(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(descriptor, bytes, bytes.count)
    }

    /// Shortens the file when it has grown large. Only for one who knows that no other process writes it.
    package func tidy() {
        var information = stat()
        guard unsafe fstat(descriptor, &information) == 0, information.st_size > Self.tidySize else { return }
        // The last fault of each plugin is what matters, once no delivery is suspected.
        guard state.withLock({ $0.suspects.isEmpty }) else { return }
        guard let bytes = try? Self.read(descriptor, path) else { return }
        var kept: [String: ArraySlice<UInt8>] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue.parse(Array(line)) else { continue }
            if let digest = FaultRecord(json)?.culprit?.digest { kept[digest] = line }
        }
        let cleared = kept.values.flatMap { line in
            (try? JSONValue.parse(Array(line))).flatMap { FaultRecord($0)?.deliveries } ?? []
        }
        // In place, for the handler has this descriptor. A crash between the two calls forgets who is quarantined, and
        // the next fault tells it again.
        guard ftruncate(descriptor, 0) == 0 else { return }
        let lines = kept.values.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
        append(lines + #"{"cleared":[\#(cleared.map { "\($0.rawValue)" }.joined(separator: ","))]}"# + "\n")
    }
}
