internal import CPenstock
internal import Synchronization

extension StageType {
    /// Configures a stage.
    /// - Parameter json: Checked against ``schema``, with defaults filled in and references resolved.
    package func configure(_ json: [UInt8], _ setup: StageSetup) -> ConfigurationReport {
        do throws(PluginRefusal) {
            return try placed(setup.isolation).configureHere(json, setup)
        } catch {
            let text = "the plugin \(plugin) cannot be used as 'isolation' wants it: \(error.description)"
            let complaint = ConfigurationComplaint(isError: true, pointer: "", offset: nil, text: text)
            return ConfigurationReport(stage: nil, complaints: [complaint], reads: [])
        }
    }

    private func configureHere(_ json: [UInt8], _ setup: StageSetup) -> ConfigurationReport {
        let host = HostTable(setup)
        let collector = ReportCollector()
        var shared: UnsafeMutableRawPointer?
        let verdict = unsafe collector.lend { report in
            unsafe json.withUnsafeBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return PENSTOCK_FAIL_CONFIGURATION }
                return unsafe operations.pointee.configure(raw, host.raw, start, bytes.count, report, &shared)
            }
        }
        var complaints = collector.complaints
        guard verdict == PENSTOCK_OK else {
            if !complaints.contains(where: \.isError) {
                complaints.append(
                    ConfigurationComplaint(
                        isError: true,
                        pointer: "",
                        offset: nil,
                        text: "the plugin \(plugin) refused this configuration and did not say why"
                    )
                )
            }
            return ConfigurationReport(stage: nil, complaints: complaints, reads: collector.reads)
        }
        let stage = unsafe ConfiguredStage(self, shared: shared, host: host)
        return ConfigurationReport(stage: stage, complaints: complaints, reads: collector.reads)
    }
}

/// A stage with its configuration: what all its instances share. Released when its last reference goes.
@safe package final class ConfiguredStage: @unchecked Sendable {
    package let type: StageType
    private let shared: UnsafeMutableRawPointer?
    private let host: HostTable
    private let instances = Mutex<[Int: StageInstance]>([:])

    init(_ type: StageType, shared: UnsafeMutableRawPointer?, host: HostTable) {
        self.type = type
        unsafe self.shared = unsafe shared
        self.host = host
    }

    deinit {
        // Instances first: they use what is shared.
        instances.withLock { $0.removeAll() }
        unsafe type.operations.pointee.release(shared)
    }

    /// The instance of a stage thread, made on its first use.
    /// - Throws: What the plugin says when it cannot make one.
    package func instance(onThread index: Int) throws(StageUnavailable) -> StageInstance {
        if let instance = instances.withLock({ $0[index] }) { return instance }
        // Made outside of the lock: it may compile a program for tens of milliseconds.
        let instance = try make(index)
        return instances.withLock { known in
            if let first = known[index] { return first }
            known[index] = instance
            return instance
        }
    }

    /// The one instance of a transport, ready to submit.
    /// - Parameter completion: Takes the end of each attempt, on any thread.
    package func activateTransport(_ completion: @escaping CompletionHandler) throws(StageUnavailable) -> StageInstance
    {
        host.setCompletion(completion)
        let instance = try instance(onThread: 0)
        let collector = ReportCollector()
        if let activate = unsafe type.operations.pointee.activate {
            let verdict = unsafe collector.lend { unsafe activate(instance.raw, $0) }
            guard verdict == PENSTOCK_OK else { throw StageUnavailable(collector, type) }
        }
        return instance
    }

    private func make(_ index: Int) throws(StageUnavailable) -> StageInstance {
        let collector = ReportCollector()
        var raw: UnsafeMutableRawPointer?
        let verdict = unsafe collector.lend { unsafe type.operations.pointee.create(shared, UInt32(index), $0, &raw) }
        guard verdict == PENSTOCK_OK else { throw StageUnavailable(collector, type) }
        return unsafe StageInstance(raw, type: type)
    }
}

/// Why a stage has no instance.
package struct StageUnavailable: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }

    init(_ collector: ReportCollector, _ type: StageType) {
        let said = collector.complaints.map(\.text).joined(separator: "; ")
        description =
            "\(type.kind.rawValue) '\(type.id)' cannot start: \(said.isEmpty ? "the plugin did not say why" : said)"
    }
}

/// A stage on one thread; a transport has one in all.
@safe package final class StageInstance: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer?
    let type: StageType
    let operations: UnsafePointer<penstock_ops>

    init(_ raw: UnsafeMutableRawPointer?, type: StageType) {
        unsafe self.raw = unsafe raw
        self.type = type
        unsafe operations = unsafe type.operations
    }

    deinit {
        unsafe operations.pointee.destroy(raw)
    }

    /// Ends a transport: every token is completed within the budget, then its threads stop.
    package func drainAndDeactivate(within budget: Duration) {
        _ = unsafe operations.pointee.drain?(raw, budget.components.seconds * 1_000_000)
        unsafe operations.pointee.deactivate?(raw)
    }

    /// Asks for an early end of an attempt.
    package func cancel(_ token: UInt64) {
        unsafe operations.pointee.cancel?(raw, token)
    }
}
