package import PenstockCore

extension Writer {
    /// Writes what stages made of an event's delivery, in the transaction of its outcome.
    mutating func write(_ state: [PluginStateWrite], of event: EventSequence) throws(StoreError) {
        for write in state {
            guard let value = write.value else {
                statements.deletePluginState.bind(write.key)
                try statements.deletePluginState.run()
                continue
            }
            statements.upsertPluginState.bind(write.key)
            statements.upsertPluginState.bind(4, event.rawValue)
            statements.upsertPluginState.bind(5, value.expiresAt?.microseconds)
            try statements.upsertPluginState.run(6, bytes: value.bytes.span)
        }
    }
}

extension SQLiteStore {
    package func pluginState(_ key: PluginStateKey) throws(StoreError) -> PluginStateValue? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(SQL.selectPluginState, on: connection)
            select.bind(key)
            guard try select.step() else { return nil }
            let expiry = select.integerOrNil(1).map(Timestamp.init(microseconds:))
            let value = PluginStateValue(select.bytes(0), expiresAt: expiry)
            select.reset()
            return value
        }
    }
}

extension Statement {
    /// Binds pipeline, stage and key as the first three parameters.
    fileprivate mutating func bind(_ key: PluginStateKey) {
        bind(1, key.pipeline.rawValue)
        bind(2, key.stage)
        bind(3, orNull: key.key)
    }
}
