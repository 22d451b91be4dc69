internal import FoundationEssentials

/// Reads files that people write: pipelines, catalog, settings, `.env` and what references name.
enum WrittenFile {
    /// The most that a YAML file may hold, in bytes: far more than anybody writes, and little enough for every machine.
    static let yamlLimit = 4 << 20
    /// The most that `.env` and the file of a reference may hold, in bytes.
    static let valueLimit = 1 << 20

    /// Why a file is not read, after its name in a sentence.
    struct Fault: Error {
        var text: String
    }

    /// Reads a whole file.
    ///
    /// Only a plain file is opened: a pipe would wait for somebody to write into it, and a device may never end.
    /// - Parameters:
    ///   - path: From the root, or from the working directory.
    ///   - limit: How many bytes it may hold.
    static func read(_ path: String, limit: Int) throws(Fault) -> [UInt8] {
        if let fault = faultOfFile(path) { throw Fault(text: fault) }
        guard size(of: path) <= limit else { throw tooLarge(limit) }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Fault(text: "cannot be read")
        }
        // It may have grown, and some files of the kernel say that they are empty.
        guard data.count <= limit else { throw tooLarge(limit) }
        return [UInt8](data)
    }

    private static func size(of path: String) -> UInt64 {
        let file = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let attributes = (try? FileManager.default.attributesOfItem(atPath: file)) ?? [:]
        return attributes[.size] as? UInt64 ?? 0
    }

    private static func tooLarge(_ limit: Int) -> Fault {
        Fault(text: "is larger than \(limit >> 20) MiB; divide it, or move what is large to files of its own")
    }
}
