internal import Foundation
internal import PenstockPipelines
internal import PenstockPlugins

/// Where the private copies of plugins are kept that a command loads.
enum PluginPlace {
    /// In the data directory, as the server does.
    case data
    /// In the person's cache (XDG Base Directory Specification), as the commands do that run no server.
    case cache

    /// Finds and loads the plugins that a directory's pipelines can use.
    func load(
        for directory: String,
        _ settings: Settings,
        environment: [String: String]
    ) throws -> PluginSet {
        let (copies, isTemporary) = try copies(settings, environment)
        // What is loaded needs its file no more.
        defer { if isTemporary { try? FileManager.default.removeItem(atPath: copies.directory) } }
        let executable = PluginFinder.executable
        let directories = PluginFinder.directories(
            pipelines: directory,
            configured: settings.pluginDirectories,
            executable: executable,
            searchPath: nil
        )
        let (trusted, problem) = trusted(settings)
        let loader = PluginLoader(
            copies: copies,
            version: Penstock.version,
            policy: PlacementPolicy(
                shipped: Set(PluginFinder.shipped(executable: executable)),
                trusted: trusted,
                rules: settings.pluginRules
            ),
            worker: .beside(executable)
        )
        var plugins = loader.load(directories: directories)
        if let problem { plugins.problems.append(problem) }
        return plugins
    }

    /// The digests of trusted plugins. A list that cannot be believed trusts nobody, which is safe, and is told.
    private func trusted(_ settings: Settings) -> (digests: Set<String>, problem: PluginProblem?) {
        let list = settings.trustedPlugins
        do throws(PluginRefusal) { return (try list.digests(), nil) } catch {
            return ([], PluginProblem(file: list.path, isError: false, sentence: error.description))
        }
    }

    private func copies(
        _ settings: Settings,
        _ environment: [String: String]
    ) throws -> (copies: PrivateCopies, isTemporary: Bool) {
        do throws(PluginRefusal) {
            guard case .cache = self else {
                let data = URL(fileURLWithPath: settings.dataDirectory).standardizedFileURL.path
                return (try PrivateCopies(directory: data + "/plugins"), false)
            }
            let cache = Self.cache(environment).map { $0 + "/penstock/plugins" }
            if let cache, let copies = try? PrivateCopies(directory: cache) { return (copies, false) }
            // A name that nobody can guess: a directory that another user had made there would be theirs.
            let name = "penstock-\(UUID().uuidString)"
            let temporary = FileManager.default.temporaryDirectory.appending(path: name)
            return (try PrivateCopies(directory: temporary.path), true)
        } catch {
            throw CommandFailure("plugins cannot be copied to a place of their own: \(error.description)")
        }
    }

    private static func cache(_ environment: [String: String]) -> String? {
        func directory(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        return directory("XDG_CACHE_HOME") ?? directory("HOME").map { $0 + "/.cache" }
    }
}

extension Settings {
    /// The list of plugins that a person trusts.
    var trustedPlugins: TrustedPlugins {
        TrustedPlugins(data: URL(fileURLWithPath: dataDirectory).standardizedFileURL.path)
    }
}
