internal import Foundation

/// A file that was named on the command line, or standard input.
enum GivenFile {
    /// The bytes of a file.
    /// - Parameters:
    ///   - name: A path, or `-` for standard input.
    ///   - limit: The most bytes that are taken.
    static func bytes(_ name: String, limit: Int) throws -> [UInt8] {
        let bytes: [UInt8]
        do {
            let handle =
                name == "-"
                ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: name))
            bytes = [UInt8](try handle.read(upToCount: limit + 1) ?? Data())
        } catch {
            throw CommandFailure("\(name.printable) cannot be read: \(error.localizedDescription)")
        }
        guard bytes.count <= limit else { throw CommandFailure("\(name.printable) has more than \(limit) bytes") }
        return bytes
    }
}
