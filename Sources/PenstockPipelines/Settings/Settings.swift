package import PenstockCore
package import PenstockJSON
package import PenstockPlugins

/// How Penstock runs on this machine: `penstock.yaml`, the environment and the flags taken together.
package struct Settings: Sendable {
    /// Where the server listens.
    package struct Listen: Sendable, Equatable {
        /// The API, the dashboard and the metrics.
        package var admin = ListenAddress.standard
        /// What strangers may reach; nil when nothing is.
        package var `public`: ListenAddress?
        /// Further names that the server is known by.
        package var hosts: [String] = []

        /// The addresses, the one for strangers last.
        package var addresses: [ListenAddress] { [admin] + (`public`.map { [$0] } ?? []) }
    }

    /// The files of a certificate, and which addresses speak TLS with it.
    package struct TLS: Sendable, Equatable {
        /// PEM, the server's certificate first, then those between it and a known authority.
        package var certificate: String
        /// PEM.
        package var key: String
        package var listeners: Set<Listener>
    }

    /// One of the two addresses.
    package enum Listener: String, CaseIterable, Sendable {
        case admin, `public`
    }

    package var listen = Listen()
    /// Nil where nothing is encrypted.
    package var tls: TLS?
    /// Who must show a token.
    package var authentication = Authentication.automatic
    /// The directory of the store; a relative one starts at the working directory.
    package var dataDirectory = "penstock-data"
    /// Directories to look for plugins in, beside the usual ones; the first that has a stage type counts.
    package var pluginDirectories: [String] = []
    /// What is to hold for single plugins, by their ids.
    package var pluginRules: [String: PluginRule] = [:]
    /// What a URL that is rendered from event data may reach although it is private.
    package var egress = EgressAllowList()
    /// How long each class of things is kept.
    package var retention = RetentionPolicy.standard
    /// Bytes of the disk that are left for outcomes; nil takes what fits the disk.
    package var diskReserve: Int64?
    /// What is put under the `with` of every stage of a type, by the type's id. References are not resolved.
    package var defaults: [String: JSONValue] = [:]

    /// The settings of an empty file.
    package init() {}
}

extension Settings {
    /// What was given on the command line, as text; nil and empty where it was not.
    package struct Flags: Sendable {
        /// `--listen`
        package var listen: String?
        /// `--listen-public`
        package var listenPublic: String?
        /// `--data`
        package var data: String?
        /// `--plugins`, once or more.
        package var plugins: [String]

        /// Takes over flags.
        package init(
            listen: String? = nil,
            listenPublic: String? = nil,
            data: String? = nil,
            plugins: [String] = []
        ) {
            self.listen = listen
            self.listenPublic = listenPublic
            self.data = data
            self.plugins = plugins
        }
    }

    /// Takes settings together: a flag counts before the environment, which counts before the file.
    ///
    /// Directories of plugins add up instead, those of flags first. With an error among the complaints, the settings
    /// are good for further checks only, and the process ends with 78 (`EX_CONFIG` of sysexits.h).
    /// - Parameters:
    ///   - file: the name, such as `pipelines/penstock.yaml`, and the content; nil when there is none.
    ///   - environment: the variables of the process. `PENSTOCK_LISTEN`, `PENSTOCK_LISTEN_PUBLIC`, `PENSTOCK_DATA`,
    ///     `PENSTOCK_DISK_RESERVE`, `PENSTOCK_PLUGIN_PATH` (directories with `:` between them) and `PENSTOCK_EGRESS_ALLOW` (with `,` between
    ///     them) are read.
    package static func read(
        file: (name: String, bytes: [UInt8])?,
        environment: [String: String] = [:],
        flags: Flags = Flags()
    ) -> (settings: Settings, diagnostics: [Diagnostic]) {
        var reader = SettingsReader()
        if let file { reader.read(file.name, file.bytes) }
        reader.read(environment)
        reader.read(flags)
        return reader.finished()
    }

    /// Reads `DIRECTORY/penstock.yaml`, if there is one, and takes it together with environment and flags.
    package static func load(
        from directory: String,
        environment: [String: String] = [:],
        flags: Flags = Flags()
    ) -> (settings: Settings, diagnostics: [Diagnostic]) {
        let (file, problems) = settingsFile(in: directory)
        let (settings, diagnostics) = read(file: file, environment: environment, flags: flags)
        return (settings, problems + diagnostics)
    }
}
