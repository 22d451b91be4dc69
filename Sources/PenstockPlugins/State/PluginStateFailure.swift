internal import PenstockCore

/// Why a stage was not given or did not keep a value, or was not told what stood before its event.
package struct PluginStateFailure: Error, Sendable, Equatable {
    /// What kind of failure it is for the delivery.
    package enum Kind: Sendable {
        /// The same may work later.
        case transient
        /// The stage asks for what is not allowed.
        case permanent
        case limit
    }

    package var kind: Kind
    /// A stable word.
    package var code: String
    package var text: String

    static let reserved = PluginStateFailure(
        kind: .transient,
        code: "state-reserved",
        text: "another delivery in work has written this key, and its outcome is not known; this one comes again"
    )

    static func unreadable(_ error: StoreError) -> PluginStateFailure {
        PluginStateFailure(
            kind: .transient,
            code: "state-unreadable",
            text: "what the stage keeps could not be read: \(error.message)"
        )
    }

    static func refused(_ text: String) -> PluginStateFailure {
        PluginStateFailure(kind: .permanent, code: "state-refused", text: text)
    }

    static func full(_ text: String) -> PluginStateFailure {
        PluginStateFailure(kind: .limit, code: "state-limit", text: text)
    }
}
