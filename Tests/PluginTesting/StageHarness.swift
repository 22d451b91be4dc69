internal import CPenstock
package import PenstockPluginKit
internal import Synchronization

/// The kind of a stage type.
package enum StageKind: UInt32, Sendable {
    case filter = 1
    case transform, signer, transport
}

/// A configuration was refused, or a stage could not be made.
package struct ConfigurationRefused: Error, Sendable {
    /// The code that the op returned.
    package var code: Int32
    package var problems: [Problem]
}

/// One configured stage, called through the C table of its library, as the host calls it.
///
/// Instances are made on first use, one per thread index; a transport has one. Everything is torn down, in the order the
/// header demands, by ``close()`` or when the harness goes.
@safe package final class StageHarness: @unchecked Sendable {
    @safe private struct Instance: @unchecked Sendable {
        let raw: UnsafeMutableRawPointer
    }

    /// What a submitted attempt points at.
    private struct Lent: @unchecked Sendable {
        let arena: Arena
        let record: CallRecord
    }

    private struct State {
        var instances: [UInt32: Instance] = [:]
        var nextToken: UInt64 = 1
        var lent: [UInt64: Lent] = [:]
        var isClosed = false
    }

    private let host: HarnessHost
    private let ops: UnsafePointer<penstock_ops>
    private let shared: UnsafeMutableRawPointer?
    private let state = Mutex(State())
    /// The largest body that a stage may write, in bytes.
    private let bodyLimit: Int

    /// Configures a stage with JSON as the host would hand it over; its schema is not checked and no default filled in.
    /// - Parameter lacking: Services that the host does not have, such as `penstock.history`.
    /// - Throws: ``ConfigurationRefused`` with the problems that the stage reported.
    package init(
        _ library: Library,
        _ kind: StageKind,
        _ id: String,
        with configuration: String = "{}",
        pipeline: String = "under-test",
        stage: String = "stages/0",
        bodyLimit: Int = 1 << 20,
        lacking: Set<String> = [],
        egress: @escaping EgressRule = { _, _ in nil }
    ) throws(ConfigurationRefused) {
        self.bodyLimit = bodyLimit
        host = HarnessHost(pipeline: pipeline, stage: stage, egress: egress, lacking: lacking)
        guard let type = unsafe stageType(library, kind, id) else {
            throw ConfigurationRefused(
                code: PENSTOCK_FAIL_CONFIGURATION,
                problems: [
                    Problem(isWarning: false, pointer: "", text: "the library has no \(kind) named \(id)")
                ]
            )
        }
        unsafe ops = unsafe type.pointee.ops
        var shared: UnsafeMutableRawPointer?
        let json = Array(configuration.utf8)
        let (table, hostTable, report) = unsafe (type.pointee.ops, host.host, host.report)
        let code = unsafe json.withUnsafeBufferPointer { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return PENSTOCK_FAIL_CONFIGURATION }
            return unsafe table.pointee.configure(type, hostTable, start, buffer.count, report, &shared)
        }
        unsafe self.shared = unsafe shared
        guard code == PENSTOCK_OK else {
            throw ConfigurationRefused(code: code, problems: host.record.withLock { $0.problems })
        }
    }

    deinit { close() }

    /// Problems and warnings so far.
    package var problems: [Problem] { host.record.withLock { $0.problems } }
    /// What the configuration said it reads.
    package var readings: [Reading] { host.record.withLock { $0.readings } }
    /// Lines of the log so far.
    package var log: [(level: Host.Level, text: String)] { host.record.withLock { $0.log } }

    // MARK: - Services

    /// What the stage keeps under a key at a call's time; nil where there is nothing.
    package func value(of key: String, at call: TestCall = TestCall()) -> [UInt8]? {
        let value = host.keyValue.state.withLock { $0.stored[Array(key.utf8)] }
        return value.flatMap { $0.isThere(at: call.nowMicroseconds) ? $0.bytes : nil }
    }

    /// Lets another delivery in work have written a key, or its outcome be known.
    package func reserve(_ key: String, _ isReserved: Bool = true) {
        host.keyValue.state.withLock { state in
            if isReserved { state.reserved.insert(Array(key.utf8)) } else { state.reserved.remove(Array(key.utf8)) }
        }
    }

    /// Lets an event have told a row of a directory; nil removes it.
    package func tell(_ row: String?, of key: String, in directory: String = "people") {
        host.directories.state.withLock { $0.rows[directory, default: [:]][key] = row.map { Array($0.utf8) } }
    }

    /// Lets what events have told not be readable, or be readable again.
    package func setDirectoriesReadable(_ areReadable: Bool) {
        host.directories.state.withLock { $0.areReadable = areReadable }
    }

    /// What the stage's metrics stand at, by name and labels such as `seen_total{verdict="pass"}`; of a histogram, how
    /// often it counted.
    package var metrics: [String: Double] {
        Dictionary(host.metrics.all.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: - Calls

    /// Calls a filter.
    package func filter(_ message: TestMessage, _ call: TestCall = TestCall(), thread: UInt32 = 0)
        throws -> Answer
    {
        let instance = unsafe try instance(thread)
        guard let filter = unsafe ops.pointee.filter else { throw missing("filter") }
        return unsafe run(message, call, writes: false) { message, _, call in
            unsafe filter(instance, message, call)
        }
    }

    /// Calls a transform.
    package func transform(_ message: TestMessage, _ call: TestCall = TestCall(), thread: UInt32 = 0)
        throws -> Answer
    {
        let instance = unsafe try instance(thread)
        guard let transform = unsafe ops.pointee.transform else { throw missing("transform") }
        return unsafe run(message, call) { unsafe transform(instance, $0, $1, $2) }
    }

    /// Calls a signer.
    package func sign(_ message: TestMessage, _ call: TestCall = TestCall(), thread: UInt32 = 0)
        throws -> Answer
    {
        let instance = unsafe try instance(thread)
        guard let sign = unsafe ops.pointee.sign else { throw missing("sign") }
        return unsafe run(message, call) { unsafe sign(instance, $0, $1, $2) }
    }

    /// Calls a transport's `prepare`; ``Answer/method``, ``Answer/target`` and ``Answer/headers`` hold what it set.
    package func prepare(_ message: TestMessage, _ call: TestCall = TestCall()) throws -> Answer {
        let instance = unsafe try instance(0)
        guard let prepare = unsafe ops.pointee.prepare else { throw missing("prepare") }
        return unsafe run(message, call, writes: false) { unsafe prepare(instance, $0, $1, $2) }
    }

    /// Hands an attempt to a transport. The message stays where it is until ``close()``.
    /// - Returns: The attempt's token, for ``completion(of:)``.
    @discardableResult
    package func submit(_ message: TestMessage, _ call: TestCall = TestCall(), resume: [UInt8] = [])
        throws -> UInt64
    {
        let instance = unsafe try instance(0)
        guard let submit = unsafe ops.pointee.submit else { throw missing("submit") }
        let arena = Arena()
        let record = CallRecord()
        record.isOpen = false
        let lent = Lent(arena: arena, record: record)
        let token = state.withLock { state in
            defer { state.nextToken += 1 }
            state.lent[state.nextToken] = lent
            return state.nextToken
        }
        let delivery = unsafe arena.place(
            penstock_delivery(
                size: UInt32(MemoryLayout<penstock_delivery>.size),
                reserved: 0,
                token: token,
                message: message.lend(arena),
                call: call.lend(arena, record),
                resume: arena.bytes(resume)
            )
        )
        let code = unsafe submit(instance, delivery)
        guard code == PENSTOCK_OK else { throw ConfigurationRefused(code: code, problems: problems) }
        return token
    }

    /// Prepares, lets `sign` change the message, submits, and waits for the end: one attempt as the engine makes it.
    package func send(
        _ message: TestMessage,
        _ call: TestCall = TestCall(),
        resume: [UInt8] = []
    ) async throws -> Completion {
        let prepared = try prepare(message, call)
        guard prepared.verdict == PENSTOCK_OK else {
            throw ConfigurationRefused(code: prepared.verdict, problems: problems)
        }
        var message = message
        message.method = prepared.method
        message.target = prepared.target
        for header in prepared.headers {
            message.headers.removeAll { $0.name.lowercased() == header.name.lowercased() }
            message.headers.append(header)
        }
        return await completion(of: try submit(message, call, resume: resume))
    }

    /// Waits for the end of an attempt.
    package func completion(of token: UInt64) async -> Completion {
        await host.completion(of: token)
    }

    /// How many times an attempt was completed; anything but 1 is a fault.
    package func completionCount(of token: UInt64) -> Int {
        host.record.withLock { $0.completions[token]?.count ?? 0 }
    }

    /// Asks for an early end of an attempt.
    package func cancel(_ token: UInt64) throws {
        unsafe try ops.pointee.cancel?(instance(0), token)
    }

    /// Asks a transport to complete everything.
    @discardableResult
    package func drain(withinMicroseconds budget: Int64) throws -> Int32? {
        unsafe try ops.pointee.drain?(instance(0), budget)
    }

    /// Ends the stage: drain, deactivate, destroy, release. Does nothing the second time.
    package func close() {
        let instances = state.withLock { state -> [UInt32: Instance]? in
            guard !state.isClosed else { return nil }
            state.isClosed = true
            return state.instances
        }
        guard let instances else { return }
        for instance in instances.values {
            _ = unsafe ops.pointee.drain?(instance.raw, 1_000_000)
            unsafe ops.pointee.deactivate?(instance.raw)
            unsafe ops.pointee.destroy(instance.raw)
        }
        if let shared = unsafe shared { unsafe ops.pointee.release(shared) }
    }

    /// Runs a filter, transform or signer many times over one message, for a measurement by hand.
    package func time(_ message: TestMessage, _ call: TestCall = TestCall(), calls: Int) throws
        -> Duration
    {
        let instance = unsafe try instance(0)
        let arena = Arena()
        let record = CallRecord()
        let output = OutputRecord(limit: bodyLimit)
        let (message, call) = unsafe (message.lend(arena), call.lend(arena, record))
        let elapsed = ContinuousClock().measure {
            for _ in 0..<calls {
                output.clear()
                _ = unsafe ops.pointee.filter?(instance, message, call)
                _ = unsafe ops.pointee.transform?(instance, message, output.raw, call)
                _ = unsafe ops.pointee.sign?(instance, message, output.raw, call)
            }
        }
        return elapsed / calls
    }

    // MARK: - Inside

    private func missing(_ op: String) -> ConfigurationRefused {
        ConfigurationRefused(
            code: PENSTOCK_FAIL_CONFIGURATION,
            problems: [Problem(isWarning: false, pointer: "", text: "the stage type has no \(op)")]
        )
    }

    private func instance(_ thread: UInt32) throws -> UnsafeMutableRawPointer? {
        if let made = state.withLock({ $0.instances[thread] }) { return unsafe made.raw }
        var made: UnsafeMutableRawPointer?
        var code = unsafe ops.pointee.create(shared, thread, host.report, &made)
        if code == PENSTOCK_OK, let activate = unsafe ops.pointee.activate {
            code = unsafe activate(made, host.report)
            if code != PENSTOCK_OK { unsafe ops.pointee.destroy(made) }
        }
        guard code == PENSTOCK_OK, let instance = unsafe made else {
            throw ConfigurationRefused(code: code, problems: problems)
        }
        let kept = unsafe Instance(raw: instance)
        state.withLock { $0.instances[thread] = kept }
        return unsafe instance
    }

    private func run(
        _ message: TestMessage,
        _ call: TestCall,
        writes: Bool = true,
        _ op: (
            UnsafePointer<penstock_message>, UnsafeMutablePointer<penstock_output>,
            UnsafePointer<penstock_call>
        )
            -> Int32
    ) -> Answer {
        let arena = Arena()
        let record = CallRecord()
        let output = OutputRecord(limit: bodyLimit)
        let lent = unsafe message.lend(arena)
        let verdict = unsafe op(lent, output.raw, call.lend(arena, record))
        if verdict >= 0, call.storesOutcome, call.purpose.isDisjoint(with: [.trial, .test]) {
            host.keyValue.store(record.writes)
        }
        var answer = Answer(verdict: verdict, failure: record.failure, explanation: record.explanation)
        let input = unsafe [UInt8](lent.pointee.body)
        switch verdict {
        case PENSTOCK_WROTE where writes: answer.body = output.written
        case PENSTOCK_SLICE:
            let start = unsafe output.raw.pointee.slice_offset
            let length = unsafe output.raw.pointee.slice_length
            answer.body = Array(input.dropFirst(start).prefix(length))
        default: answer.body = input
        }
        answer.contentType = output.contentType
        answer.headers = output.headers
        answer.attributes = output.attributes
        answer.method = output.method
        answer.target = output.target
        withExtendedLifetime((arena, record)) {}
        return answer
    }
}

/// Tells a stage type of configurations that are to come, as the host does; nothing where it does not want to know.
package func foresee(_ library: Library, _ kind: StageKind, _ id: String, _ configurations: [String]) {
    guard let type = unsafe stageType(library, kind, id), let foresee = unsafe type.pointee.ops.pointee.foresee else {
        return
    }
    let arena = Arena()
    let views = unsafe configurations.map { unsafe arena.bytes($0) }
    unsafe views.withUnsafeBufferPointer { views in
        if let first = views.baseAddress { unsafe foresee(type, first, views.count) }
    }
    withExtendedLifetime(arena) {}
}

private func stageType(_ library: Library, _ kind: StageKind, _ id: String) -> UnsafePointer<
    penstock_stage_type
>? {
    let table = unsafe library.table.pointee
    for index in 0..<(unsafe table.stage_count) {
        let type = unsafe table.stages[index]
        if unsafe type.pointee.kind == kind.rawValue && String(cString: type.pointee.id) == id {
            return unsafe type
        }
    }
    return nil
}
