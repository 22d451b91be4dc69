internal import PenstockPluginKit

/// Where a `lookup` looks: a file, what events have told, or the one and then the other.
struct Source: Sendable {
    private let file: (directory: Directory, column: String)?
    private let events: (directories: Directories, name: String)?
    private let host: Host

    /// - Throws: Where the configuration names nothing to look in, or something that cannot be looked in.
    init(_ configuration: LookupTransform.Configuration, _ setup: Setup) throws {
        host = setup.host
        switch (configuration.file, configuration.column) {
        case (let path?, let column?):
            do throws(DirectoryProblem) {
                let directory = try Directory.shared(path, column: column)
                if let warning = directory.warning { setup.warn(at: "/file", warning) }
                file = (directory, column)
            } catch {
                throw ConfigurationProblem(at: error.pointer, error.message)
            }
        case (_?, nil): throw ConfigurationProblem(at: "/file", "which column of it holds the keys? 'column' says it")
        case (nil, _?): throw ConfigurationProblem(at: "/column", "a column is one of a file, and there is no 'file'")
        case (nil, nil): file = nil
        }
        guard configuration.from != nil else {
            events = nil
            guard configuration.directory == nil else {
                throw ConfigurationProblem(at: "/directory", "this is a directory of events; say so: 'from: events'")
            }
            guard file != nil else {
                throw ConfigurationProblem(
                    at: "",
                    "there is nothing to look in: give 'file' and 'column', or 'from: events'"
                )
            }
            return
        }
        events = (try setup.directories(), configuration.directory ?? "people")
    }

    /// The row of a key as a JSON object: the file's, else what an event has told.
    func row(of key: String, _ call: Call) throws(StageFailure) -> [UInt8]? {
        if let file {
            let table = file.directory.table(now: call.nowMicroseconds, log: host)
            if let row = table.row(of: Array(key.utf8)) { return row }
        }
        // What no event could have told need not be asked for.
        guard let events, key.utf8.count <= 512 else { return nil }
        return try events.directories.row(of: key, in: events.name, call).map { Array($0) }
    }

    /// That there is no row, for people.
    func absence(of key: String) -> String {
        let text = "\"\(key.prefix(200))\""
        let ofFile = file.map { "\($0.directory.name) has no row whose \($0.column) is \(text)" }
        guard let events else { return ofFile ?? "" }
        let told = "no event has told '\(events.name)' of \(ofFile == nil ? text : "it")"
        return ofFile.map { "\($0), and \(told)" } ?? told
    }
}
