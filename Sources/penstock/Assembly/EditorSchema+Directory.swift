internal import Foundation
internal import Logging
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

extension EditorSchema {
    /// The schemas for the files of a directory, with its plugins and its catalog.
    init(of directory: String, flags: Settings.Flags) throws {
        let (settings, plugins) = try PipelinesDirectory.loadSettingsAndPlugins(directory, flags: flags)
        let (catalog, diagnostics) = Catalog.load(from: directory)
        guard !diagnostics.hasErrors else {
            diagnostics.write(to: .error)
            throw CommandFailure.badConfiguration
        }
        // No stage is configured, so nothing is asked of the services.
        let services = HostServices(
            logger: Logger(label: "penstock"),
            egress: settings.egress,
            metrics: PluginMetrics()
        )
        self.init(stageTypes: InstalledStageTypes(plugins, services: services), catalog: catalog, settings: settings)
    }

    /// Writes a file for each kind, such as `pipeline.json`, readable for everyone whatever the umask is.
    /// - Parameter onlyMissing: Whether a file that is there stays as it is.
    /// - Returns: The files that were written.
    func write(to directory: String, onlyMissing: Bool = false) throws -> [String] {
        let manager = FileManager.default
        var written: [String] = []
        for file in File.allCases {
            let path = "\(directory)/\(file.rawValue).json"
            if onlyMissing, manager.fileExists(atPath: path) { continue }
            do {
                let text = Data(try schema(for: file).serialized(pretty: true)) + Data("\n".utf8)
                if !manager.fileExists(atPath: directory) {
                    try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
                    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory)
                }
                try text.write(to: URL(fileURLWithPath: path), options: .atomic)
                try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            } catch let error as JSONError {
                throw CommandFailure("a plugin's schema is no JSON: \(error)")
            } catch {
                throw CommandFailure("'\(path)' cannot be written: \(error.localizedDescription)")
            }
            written.append(path)
        }
        return written
    }
}
