/// Where a plugin's code runs.
package enum PluginIsolation: String, Sendable, CaseIterable {
    /// In a process of its own, the worker.
    case process
    /// In the host's process.
    case none
}

/// Where a plugin runs, and why.
package struct Placement: Sendable, Equatable {
    package var isolation: PluginIsolation
    /// The end of a sentence that begins with the plugin.
    package var reason: String
    /// Whether a stage or a pipeline may not ask for something else.
    package var isFixed = false

    package init(_ isolation: PluginIsolation, because reason: String, isFixed: Bool = false) {
        self.isolation = isolation
        self.reason = reason
        self.isFixed = isFixed
    }
}

/// What the settings say of one plugin.
package struct PluginRule: Sendable, Equatable {
    /// The only file that is taken for this plugin, by its SHA-256 as 64 hexadecimal digits.
    package var digest: String?
    package var isolation: PluginIsolation?

    package init(digest: String? = nil, isolation: PluginIsolation? = nil) {
        self.digest = digest
        self.isolation = isolation
    }
}

/// Decides where a plugin runs. Pure: it knows the file's directory and content, and looks at nothing.
///
/// What ships with Penstock runs in the host's process. A stranger's plugin runs in a worker, where a crash costs
/// nobody else, until a person trusts its content or the settings say otherwise. One that crashed the host is isolated
/// whatever anybody says.
package struct PlacementPolicy: Sendable {
    /// Directories of plugins that ship with Penstock.
    package var shipped: Set<String>
    /// SHA-256 of files that a person trusts.
    package var trusted: Set<String>
    /// SHA-256 of files that must not run in the host's process, and why.
    package var quarantined: [String: String]
    /// What the settings say, by the plugin's id.
    package var rules: [String: PluginRule]
    /// Where a plugin runs that nothing else is known of.
    package var strangers: PluginIsolation

    package init(
        shipped: Set<String> = [],
        trusted: Set<String> = [],
        quarantined: [String: String] = [:],
        rules: [String: PluginRule] = [:],
        strangers: PluginIsolation = .process
    ) {
        self.shipped = shipped
        self.trusted = trusted
        self.quarantined = quarantined
        self.rules = rules
        self.strangers = strangers
    }

    /// Takes in what follows from the faults so far: a file that crashed or hung here is isolated until it is replaced.
    package mutating func learn(from history: FaultHistory) {
        quarantined = history.quarantined.mapValues(\.sentence)
    }

    /// Where a file runs.
    /// - Parameters:
    ///   - path: The file's path, as it was found.
    ///   - digest: Its SHA-256.
    ///   - id: The plugin's id; nil as long as the plugin was not asked for it.
    package func placement(of path: String, digest: String, id: String? = nil) -> Placement {
        if let reason = quarantined[digest] {
            return Placement(.process, because: "it was isolated after a fault: \(reason)", isFixed: true)
        }
        if let isolation = id.flatMap({ rules[$0]?.isolation }) {
            return Placement(isolation, because: "penstock.yaml says so")
        }
        if let slash = path.lastIndex(of: "/"), shipped.contains(String(path[..<slash])) {
            return Placement(.none, because: "it ships with Penstock")
        }
        if trusted.contains(digest) { return Placement(.none, because: "it is trusted") }
        return Placement(strangers, because: "it does not ship with Penstock and is not trusted")
    }

    /// Why a file is not taken for a plugin whose content is pinned; nil when it is.
    package func refusal(of digest: String, id: String) -> PluginRefusal? {
        guard let pinned = rules[id]?.digest, pinned.lowercased() != digest else { return nil }
        return PluginRefusal(
            """
            penstock.yaml pins \(id) to the SHA-256 \(pinned), and this file has \(digest); put the right file in place, \
            or change the pin
            """
        )
    }
}
