internal import PenstockPipelines

/// Reloads when a file of the directory has changed (`serve --watch`).
///
/// Looks at the files every two seconds and not by inotify: an editor that writes beside and renames, a directory that is
/// a mount, and a file elsewhere are all the same to it, and it runs only where somebody has asked for it.
final class DirectoryWatch: Sendable {
    private static let pace = Duration.seconds(2)

    private let reloader: Reloader

    init(_ reloader: Reloader) { self.reloader = reloader }

    /// Runs until its task is cancelled.
    func run() async {
        var changes = FileChanges(await stamps())
        while (try? await Task.sleep(for: Self.pace)) != nil {
            if changes.look(await stamps()) { reloader.reload(because: "a file changed") }
        }
    }

    /// Reading them may wait for a disk, so it is done in the workshop, and never beside a reload.
    private func stamps() async -> Set<FileStamp> {
        await withCheckedContinuation { continuation in
            reloader.inWorkshop { [reloader] in
                continuation.resume(returning: Set(reloader.files.map { FileStamp($0) }))
            }
        }
    }
}

/// Decides when files have changed and are at rest again. Pure.
struct FileChanges {
    private var reloaded: Set<FileStamp>
    private var last: Set<FileStamp>

    init(_ stamps: Set<FileStamp>) {
        reloaded = stamps
        last = stamps
    }

    /// - Parameter stamps: The files as they are now.
    /// - Returns: Whether it is time to reload: they are others than at the last reload, and nobody writes any more.
    mutating func look(_ stamps: Set<FileStamp>) -> Bool {
        defer { last = stamps }
        guard stamps != reloaded, stamps == last else { return false }
        reloaded = stamps
        return true
    }
}
