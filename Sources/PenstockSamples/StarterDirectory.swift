internal import Foundation

/// The pipelines directory that `penstock init` makes from nothing: a catalog, a pipeline with its tests, and what
/// belongs beside them.
package enum StarterDirectory {
    /// Every file, in the order of the paths.
    package static func files(with sources: [ReadyMadeSource] = []) -> [SampleProject.File] {
        let ours = CarriedFiles.below("pipelines/starter").map { file in
            // Under their own names they would hold for this repository too.
            let hidden = ["env.example", "gitignore"].contains(file.path)
            return CarriedFiles.File(path: hidden ? ".\(file.path)" : file.path, bytes: file.bytes)
        }
        let shipped = ["penstock.yaml", "events/course.completed.yaml", "events/user.added.yaml"].flatMap {
            CarriedFiles.file("pipelines/\($0)", as: $0)
        }
        var files: [String: [UInt8]] = [:]
        for file in ours + shipped + sources.flatMap(\.files) { files[file.path] = file.bytes }
        files[".env.example", default: []] += sources.flatMap { Array($0.environment.utf8) }
        return files.sorted { $0.key < $1.key }.map { .init(path: $0.key, bytes: $0.value) }
    }

    /// Writes the files that are missing, readable for everyone and writable for nobody else, whatever the umask is.
    /// - Parameters:
    ///   - sources: Ready-made sources, to be written as well.
    ///   - addsTo: Whether there may be files already; they stay as they are.
    /// - Returns: The paths that were written.
    /// - Throws: ``SampleNotWritten`` when there is something already, or when it cannot be written.
    package static func write(
        to directory: String,
        with sources: [ReadyMadeSource] = [],
        addsTo: Bool
    ) throws(SampleNotWritten) -> [String] {
        let root = URL(fileURLWithPath: directory, isDirectory: true).standardizedFileURL
        let files = files(with: sources)
        if !addsTo, let name = obstacle(to: files, in: root) {
            throw SampleNotWritten(
                description:
                    "'\(directory)' is not empty, '\(name)' is there; --force adds only the files that are missing"
            )
        }
        var written: [String] = []
        do {
            for file in files {
                let place = root.appending(path: file.path)
                // A link that leads nowhere counts as well.
                guard (try? FileManager.default.attributesOfItem(atPath: place.path)) == nil else { continue }
                try make(place.deletingLastPathComponent())
                try Data(file.bytes).write(to: place, options: .withoutOverwriting)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.path)
                written.append(file.path)
            }
        } catch {
            throw SampleNotWritten(description: "'\(directory)' cannot be written: \(error.localizedDescription)")
        }
        return written
    }

    /// What is in the way: one of the files to be written if there is one, else any.
    private static func obstacle(to files: [SampleProject.File], in root: URL) -> String? {
        if let file = files.first(where: { FileManager.default.fileExists(atPath: root.appending(path: $0.path).path) })
        {
            return file.path
        }
        return try? FileManager.default.contentsOfDirectory(atPath: root.path).min()
    }

    /// Makes a directory, and those above it; one that is there stays as it is.
    private static func make(_ directory: URL) throws {
        guard !FileManager.default.fileExists(atPath: directory.path) else { return }
        try make(directory.deletingLastPathComponent())
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
    }
}
