internal import CPenstock
package import PenstockCore
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
        let site = CallSite(self, setup)
        let host = HostTable(setup)
        let collector = ReportCollector()
        var shared: UnsafeMutableRawPointer?
        let verdict = unsafe collector.lend { report in
            unsafe json.withUnsafeBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return PENSTOCK_FAIL_CONFIGURATION }
                return site.recorded(.configure) {
                    unsafe operations.pointee.configure(raw, host.raw, start, bytes.count, report, &shared)
                }
            }
        }
        var complaints = collector.complaints
        if let end = WorkerVerdict.end(verdict) {
            let said = complaints.last(where: \.isError)?.text ?? "the plugin \(plugin) ended its worker"
            let reason = Reason(
                code: end,
                text: setup.mask(said)
                    + ", so it is not called until its file is replaced or the host is started again",
                stage: "\(setup.stage) (\(id))"
            )
            return ConfigurationReport(stage: ConfiguredStage(self, barredFor: reason), complaints: [], reads: [])
        }
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
        if isIsolated { unsafe ProxyStage.of(shared)?.timeout = setup.timeout }
        let stage = unsafe ConfiguredStage(self, site: site, shared: shared, host: host)
        return ConfigurationReport(stage: stage, complaints: complaints, reads: collector.reads)
    }
}

/// A stage with its configuration: what all its instances share. Released when its last reference goes.
@safe package final class ConfiguredStage: @unchecked Sendable {
    package let type: StageType
    private let site: CallSite
    private let shared: UnsafeMutableRawPointer?
    /// Nil for a stage that is barred.
    private let host: HostTable?
    /// Why its plugin is not called at all.
    package let bar: Reason?
    private let instances = Mutex<[Int: StageInstance]>([:])

    init(_ type: StageType, site: CallSite, shared: UnsafeMutableRawPointer?, host: HostTable) {
        self.type = type
        self.site = site
        unsafe self.shared = unsafe shared
        self.host = host
        bar = nil
    }

    /// A stage that ended its worker when it was configured: its plugin is not called, and every call fails with the
    /// reason.
    init(_ type: StageType, barredFor reason: Reason) {
        self.type = type
        site = .unrecorded
        unsafe shared = nil
        host = nil
        bar = reason
        let instance = StageInstance(type, barredFor: reason)
        instances.withLock { $0[Self.anyThread] = instance }
    }

    private static let anyThread = -1

    deinit {
        // Instances first: they use what is shared.
        instances.withLock { $0.removeAll() }
        guard host != nil else { return }
        site.recorded(.release) { unsafe type.operations.pointee.release(shared) }
    }

    /// The instance of a stage thread, made on its first use.
    /// - Throws: What the plugin says when it cannot make one.
    package func instance(onThread index: Int) throws(StageUnavailable) -> StageInstance {
        if let instance = instances.withLock({ $0[host == nil ? Self.anyThread : index] }) { return instance }
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
        let instance = try instance(onThread: 0)
        guard let host else { return instance }
        host.setCompletion(completion)
        let collector = ReportCollector()
        if let activate = unsafe type.operations.pointee.activate {
            let verdict = unsafe collector.lend { report in
                site.recorded(.activate) { unsafe activate(instance.raw, report) }
            }
            guard verdict == PENSTOCK_OK else { throw StageUnavailable(collector, type, host.mask) }
        }
        return instance
    }

    /// Makes an instance and ends it, to see whether the plugin can.
    /// - Throws: What the plugin says when it cannot make one.
    package func tryOut() throws(StageUnavailable) {
        guard host != nil else { return }
        _ = try make(0)
    }

    private func make(_ index: Int) throws(StageUnavailable) -> StageInstance {
        let collector = ReportCollector()
        var raw: UnsafeMutableRawPointer?
        let verdict = unsafe collector.lend { report in
            site.recorded(.create) {
                unsafe type.operations.pointee.create(shared, UInt32(index), report, &raw)
            }
        }
        let mask = host?.mask ?? .none
        guard verdict == PENSTOCK_OK else { throw StageUnavailable(collector, type, mask) }
        return unsafe StageInstance(raw, type: type, site: site, mask: mask)
    }
}

/// Why a stage has no instance.
package struct StageUnavailable: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }

    init(_ collector: ReportCollector, _ type: StageType, _ mask: SecretMask) {
        let said = mask(collector.complaints.map(\.text).joined(separator: "; "))
        description =
            "\(type.kind.rawValue) '\(type.id)' cannot start: \(said.isEmpty ? "the plugin did not say why" : said)"
    }
}

/// A stage on one thread; a transport has one in all.
@safe package final class StageInstance: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer?
    package let type: StageType
    let operations: UnsafePointer<penstock_ops>
    let site: CallSite
    /// Takes the stage's secrets out of what it says.
    let mask: SecretMask
    /// Why the plugin is not called at all.
    let bar: Reason?

    init(_ raw: UnsafeMutableRawPointer?, type: StageType, site: CallSite, mask: SecretMask) {
        self.mask = mask
        unsafe self.raw = unsafe raw
        self.type = type
        unsafe operations = unsafe type.operations
        self.site = site
        bar = nil
    }

    init(_ type: StageType, barredFor reason: Reason) {
        unsafe raw = nil
        self.type = type
        unsafe operations = unsafe type.operations
        site = .unrecorded
        mask = .none
        bar = reason
    }

    deinit {
        guard bar == nil else { return }
        site.recorded(.destroy) { unsafe operations.pointee.destroy(raw) }
    }

    /// Ends a transport: every token is completed within the budget, then its threads stop.
    package func drainAndDeactivate(within budget: Duration) {
        guard bar == nil else { return }
        _ = site.recorded(.drain) {
            unsafe operations.pointee.drain?(raw, budget.components.seconds * 1_000_000)
        }
        site.recorded(.deactivate) { unsafe operations.pointee.deactivate?(raw) }
    }

    /// Asks for an early end of an attempt.
    package func cancel(_ token: UInt64) {
        guard bar == nil else { return }
        site.recorded(.cancel) { unsafe operations.pointee.cancel?(raw, token) }
    }
}
