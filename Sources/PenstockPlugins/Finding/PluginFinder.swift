internal import Foundation
internal import PenstockCore

/// Where plugins are looked for, in the order in which they shadow one another.
package enum PluginFinder {
    /// `DIR/plugins`, what the settings and the command name, beside the executable, and where a package installs.
    package static func directories(
        pipelines: String,
        configured: [String],
        executable: String,
        searchPath: String?
    ) -> [String] {
        let given = configured + (searchPath ?? "").split(separator: ":").map(String.init)
        return (([pipelines + "/plugins"] + given).map(standardized) + shipped(executable: executable)).distinct
    }

    /// The directories of plugins that ship with Penstock: beside the executable, and where a package installs.
    package static func shipped(executable: String) -> [String] {
        let beside = (executable as NSString).deletingLastPathComponent
        return [beside, beside + "/../lib/penstock/plugins"].map(standardized)
    }

    private static func standardized(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// The shared libraries of a directory by name; none where there is no such directory.
    package static func files(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".so") && !$0.hasPrefix(".") }.sorted().map { directory + "/" + $0 }
    }

    /// The file that runs in this process.
    package static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
