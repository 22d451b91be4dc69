internal import Foundation
internal import Logging
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

extension DirectoryOptions {
    /// The schemas for the files of the directory, with its plugins and its catalog.
    func editorSchema() throws -> EditorSchema {
        let (settings, plugins) = try loadSettingsAndPlugins()
        let (catalog, diagnostics) = Catalog.load(from: directory.withoutTrailingSlashes)
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
        return EditorSchema(
            stageTypes: InstalledStageTypes(plugins, services: services),
            catalog: catalog,
            settings: settings
        )
    }
}

extension EditorSchema {
    /// Writes a file for each kind, such as `pipeline.json`, readable for everyone whatever the umask is.
    /// - Returns: The files.
    func write(to directory: String) throws -> [String] {
        var written: [String] = []
        for file in File.allCases {
            let path = "\(directory)/\(file.rawValue).json"
            do {
                let text = Data(try schema(for: file).serialized(pretty: true)) + Data("\n".utf8)
                try FileManager.default.createDirectory(
                    atPath: directory,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o755]
                )
                try text.write(to: URL(fileURLWithPath: path), options: .atomic)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
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
