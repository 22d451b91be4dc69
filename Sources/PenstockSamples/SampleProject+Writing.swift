internal import Foundation

/// Why a project was not written.
package struct SampleNotWritten: Error, CustomStringConvertible {
    package var description: String
}

extension SampleProject {
    /// Writes the project into a directory that does not exist yet: all of it, or nothing.
    /// - Throws: ``SampleNotWritten`` when there is something already, or when it cannot be written.
    package func write(to directory: String) throws(SampleNotWritten) {
        let target = URL(fileURLWithPath: directory, isDirectory: true).standardizedFileURL
        // A link that leads nowhere counts as well.
        guard (try? FileManager.default.attributesOfItem(atPath: target.path)) == nil else {
            throw SampleNotWritten(description: "'\(directory)' exists already; name another directory with --into")
        }
        let parent = target.deletingLastPathComponent()
        let unfinished = parent.appending(path: ".\(target.lastPathComponent)-\(UUID().uuidString)")
        do {
            for file in files {
                let place = unfinished.appending(path: file.path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(file.bytes).write(to: place, options: .withoutOverwriting)
            }
            try FileManager.default.moveItem(at: unfinished, to: target)
        } catch {
            try? FileManager.default.removeItem(at: unfinished)
            throw SampleNotWritten(description: "'\(directory)' cannot be written: \(error.localizedDescription)")
        }
    }
}
