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
    /// - Parameter known: What this process has loaded already.
    func load(
        for directory: String,
        _ settings: Settings,
        environment: [String: String],
        known: [Plugin] = []
    ) throws -> PluginSet {
        // The server has done so already, in its own way.
        if case .cache = self { CrashRecorder.installForCommand() }
        let (copies, isTemporary) = try copies(settings, environment)
        // A worker that is started again needs the file, so only a command has copies for a while.
        defer { if isTemporary { try? FileManager.default.removeItem(atPath: copies.directory) } }
        let (policy, problem) = Self.policy(settings)
        let loader = PluginLoader(
            copies: copies,
            version: Penstock.version,
            policy: policy,
            worker: .beside(PluginFinder.executable)
        )
        var plugins = loader.load(directories: Self.directories(for: directory, settings), known: known)
        if let problem { plugins.problems.append(problem) }
        return plugins
    }

    /// Where plugins are looked for, in the order in which they shadow one another.
    static func directories(for directory: String, _ settings: Settings) -> [String] {
        PluginFinder.directories(
            pipelines: directory,
            configured: settings.pluginDirectories,
            executable: PluginFinder.executable,
            searchPath: nil
        )
    }

    /// Where plugins run, by what the settings say, whom a person trusts, and what has happened so far.
    ///
    /// A list that cannot be believed trusts nobody, which is safe, and is told.
    private static func policy(_ settings: Settings) -> (PlacementPolicy, PluginProblem?) {
        var policy = PlacementPolicy(
            shipped: Set(PluginFinder.shipped(executable: PluginFinder.executable)),
            rules: settings.pluginRules
        )
        policy.learn(from: FaultBook.history(in: settings.dataDirectory))
        let list = settings.trustedPlugins
        do throws(PluginRefusal) { policy.trusted = try list.digests() } catch {
            return (policy, PluginProblem(file: list.path, isError: false, sentence: error.description))
        }
        return (policy, nil)
    }

    private func copies(
        _ settings: Settings,
        _ environment: [String: String]
    ) throws -> (copies: PrivateCopies, isTemporary: Bool) {
        do throws(PluginRefusal) {
            guard case .cache = self else {
                return (try PrivateCopies(directory: settings.pluginCopies), false)
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
    var trustedPlugins: TrustedPlugins { TrustedPlugins(data: standardizedData) }

    /// Where a server keeps the private copies of plugins.
    var pluginCopies: String { standardizedData + "/plugins" }

    private var standardizedData: String { URL(fileURLWithPath: dataDirectory).standardizedFileURL.path }
}
