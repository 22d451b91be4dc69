// What stages keep from delivery to delivery, in the store.

/// Where a stage keeps a value: nobody but this stage of this pipeline finds it.
package struct PluginStateKey: Hashable, Sendable {
    package var pipeline: PipelineID
    /// The stage's name, or its position such as `stages/2`.
    package var stage: String
    package var key: [UInt8]

    package init(pipeline: PipelineID, stage: String, key: [UInt8]) {
        self.pipeline = pipeline
        self.stage = stage
        self.key = key
    }
}

/// What a stage keeps under a key.
package struct PluginStateValue: Sendable, Equatable {
    package var bytes: [UInt8]
    /// From when on it counts as absent, by the wall clock; nil keeps it for ever.
    package var expiresAt: Timestamp?

    package init(_ bytes: [UInt8], expiresAt: Timestamp? = nil) {
        self.bytes = bytes
        self.expiresAt = expiresAt
    }

    package func isThere(at now: Timestamp) -> Bool { expiresAt.map { $0 > now } ?? true }
}

/// A value that a stage wrote, or removed, while it worked on a delivery.
package struct PluginStateWrite: Sendable, Equatable {
    package var key: PluginStateKey
    /// Nil removes it.
    package var value: PluginStateValue?

    package init(_ key: PluginStateKey, _ value: PluginStateValue?) {
        self.key = key
        self.value = value
    }
}
