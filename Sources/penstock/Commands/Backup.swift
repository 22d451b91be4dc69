internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockJSON
internal import PenstockSQLite

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store to one file, while the server goes on.",
        discussion: """
            Asks a running server, whose machine the file is made on; with --data it opens a store that nobody serves. \
            The file is whole and on disk when the command ends, readable by its owner only, and never overwrites \
            another. It has all that was accepted before the command, and most of what was meanwhile.

            To restore it: stop the server, put the file into an empty directory as penstock.db, and serve that.

            Example:
              penstock backup /var/backups/penstock-monday.db

            Exit codes: 0 the backup is made, 1 it is not, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The file to make.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The directory of a store that nobody serves.", valueName: "dir"))
    var data: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    /// Pages in a step where nobody else waits for the store: 4 MiB.
    private static let pages = 1024
    /// Between two looks at how far the server has come.
    private static let interval = Duration.milliseconds(200)

    func run() async throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        if let data { return try copy(data, to: path) }
        let client = try server.client()
        let line = StepLine(.error)
        var backup = try await client.post(["v1", "backups"], JSONValue.object(["file": .string(path)]).serialized())
        while backup["state"]?.stringValue == "running" {
            line.show(
                "copying pages",
                done: Self.number("copied_pages", backup),
                of: Self.number("total_pages", backup)
            )
            try await Task.sleep(for: Self.interval)
            backup = try await client.get(["v1", "backups", "current"])
            guard backup.shown("file") == path else {
                line.clear()
                throw CommandFailure(
                    "another backup was begun since; whether \(path) was finished, the server's log says"
                )
            }
        }
        line.clear()
        guard backup["state"]?.stringValue == "done" else {
            throw CommandFailure("no backup was made: \(backup.shown("reason") ?? "the server does not say why")")
        }
        tell(path, Self.number("total_pages", backup), backup)
    }

    private func copy(_ directory: String, to path: String) throws {
        let line = StepLine(.error)
        do {
            guard FileManager.default.fileExists(atPath: directory + "/penstock.db") else {
                throw CommandFailure("there is no store in \(directory)")
            }
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            var progress = try store.backup(to: path, pages: Self.pages)
            while !progress.isDone {
                line.show("copying pages", done: progress.copied, of: progress.total)
                progress = try store.backup(to: path, pages: Self.pages)
            }
            line.clear()
            tell(path, progress.total, ["file": .string(path), "state": "done"])
        } catch let error as StoreError {
            line.clear()
            throw CommandFailure(
                error.code == .locked ? "\(error.message); or leave --data out to ask it" : error.message
            )
        }
    }

    private static func number(_ name: String, _ backup: JSONValue) -> Int {
        backup.shown(name).flatMap { Int($0) } ?? 0
    }

    private func tell(_ path: String, _ pages: Int, _ backup: JSONValue) {
        if output.isJSON { return Terminal.output.write(json: backup) }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? pages * 4096
        Terminal.output.write("\(path): \(max(1, size >> 20)) MiB, whole and on disk\n")
    }
}
