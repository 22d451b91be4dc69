internal import CConformance
internal import Foundation
package import PenstockJSON

/// The parent's side: asks every test in a child process of its own, so that a crash or a hang is a result.
package struct ConformanceCheck: Sendable {
    /// Where a run stands.
    package struct Progress: Sendable {
        package var done: Int
        package var total: Int
        package var test: String
        package var stage: StageName?
    }

    /// The child's command; the order is appended as its last argument.
    package var command: [String]
    package var file: String
    /// Ids of tests; empty: all.
    package var only: Set<String> = []
    package var seed: UInt64
    package var effort = Effort.full
    /// Whether the plugin runs in a worker: then its stage types are asked, and not the file.
    package var isIsolated = false
    package var configuration: JSONValue?
    /// How long one test may take.
    package var seconds = 60

    package init(command: [String], file: String, seed: UInt64) {
        self.command = command
        self.file = file
        self.seed = seed
    }

    /// Asks everything.
    /// - Parameters:
    ///   - progress: called before each test.
    ///   - finished: called with each result.
    package func run(
        progress: (Progress) -> Void = { _ in },
        finished: (TestResult) -> Void = { _ in }
    ) throws -> ConformanceReport {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "penstock-check-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(
            at: scratch,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (library, refusal) = try describe(scratch.path)
        let cases = plan(library)
        var report = ConformanceReport(file: file, library: library, seed: seed, results: [])
        for (index, one) in cases.enumerated() {
            progress(Progress(done: index, total: cases.count, test: one.test.id, stage: one.stage))
            let result = try ask(one, scratch.path)
            report.results.append(result)
            finished(result)
        }
        if let refusal {
            let result = TestResult(
                test: CaseRunner.description,
                stage: nil,
                status: .failed,
                findings: [Finding(.failure, refusal + "; nothing that needs a stage type could be asked")]
            )
            report.results.append(result)
            finished(result)
        }
        return report
    }

    private struct Case {
        var test: ConformanceTest
        var stage: StageName?
    }

    private func plan(_ library: LibrarySummary?) -> [Case] {
        let asked = ConformanceTest.all.filter { only.isEmpty || only.contains($0.id) }
        let ofLibrary = asked.filter { $0.subject == .library && !isIsolated }.map { Case(test: $0) }
        return ofLibrary
            + (library?.stages ?? []).flatMap { stage in
                asked.filter { $0.concerns(stage) }.map { Case(test: $0, stage: stage) }
            }
    }

    private func ask(_ one: Case, _ scratch: String) throws -> TestResult {
        let start = ContinuousClock.now
        let end = try runChild(one.test.id, one.stage, scratch)
        let taken = Int((ContinuousClock.now - start) / .milliseconds(1))
        guard var result = end.answer.flatMap({ TestResult($0, stage: one.stage) }) else {
            let words = end.lastWords.map { [Finding(.note, "its last words: \($0)")] } ?? []
            return TestResult(
                test: one.test.id,
                stage: one.stage,
                status: .failed,
                findings: [Finding(.failure, end.failure)] + words,
                milliseconds: taken
            )
        }
        result.milliseconds = taken
        return result
    }

    private func describe(_ scratch: String) throws -> (library: LibrarySummary?, refusal: String?) {
        let end = try runChild(CaseRunner.description, nil, scratch)
        guard let answer = end.answer else { return (nil, end.failure) }
        if let refusal = answer["refusal"]?.stringValue { return (nil, refusal) }
        let stages = answer["stages"]?.arrayValue?.compactMap { $0.stringValue.flatMap(StageName.init) } ?? []
        return (
            LibrarySummary(
                id: answer["id"]?.stringValue ?? "",
                version: answer["version"]?.stringValue ?? "",
                stages: stages
            ), nil
        )
    }

    // MARK: - The child

    private func runChild(_ test: String, _ stage: StageName?, _ scratch: String) throws -> CaseEnd {
        let own = scratch + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: own,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(atPath: own) }
        let order = CaseOrder(
            file: file,
            test: test,
            stage: stage,
            seed: seed,
            effort: effort,
            isIsolated: isIsolated,
            scratch: own,
            configuration: configuration,
            seconds: seconds
        )
        let output = own + "/output"
        try Data().write(to: URL(fileURLWithPath: output))
        guard let handle = FileHandle(forUpdatingAtPath: output) else {
            throw Stop("a file for the output of the tests cannot be opened in \(own)")
        }
        defer { try? handle.close() }
        var (sent, end) = ([UInt8](repeating: 0, count: 256 << 10), conf_end())
        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        let code = unsafe withPointers(to: command + [order.json.text]) { arguments in
            unsafe withPointers(to: environment) { environment in
                unsafe sent.withUnsafeMutableBufferPointer { sent in
                    unsafe conf_run(
                        arguments,
                        environment,
                        handle.fileDescriptor,
                        Int64(seconds + 5) * 1_000,
                        sent.baseAddress,
                        sent.count,
                        &end
                    )
                }
            }
        }
        guard code == 0 else { throw Stop("a test could not be started: \(unsafe String(cString: strerror(code)))") }
        let written = (try? Data(contentsOf: URL(fileURLWithPath: output))) ?? Data()
        return CaseEnd(
            sent: Array(sent.prefix(Int(end.length))),
            code: end.code,
            signal: end.signal,
            isOverdue: end.overdue,
            output: String(decoding: written.suffix(4_096), as: UTF8.self),
            seconds: seconds
        )
    }
}

/// Lends texts as a null-terminated array of C strings.
private func withPointers<Answer>(
    to texts: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Answer
) -> Answer {
    var copies = unsafe texts.map { unsafe strdup($0) }
    defer { while let copy = unsafe copies.popLast() { unsafe free(copy) } }
    let pointers = unsafe copies.map { unsafe UnsafePointer<CChar>($0) } + [nil]
    return unsafe pointers.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("there is at least the end") }
        return unsafe body(start)
    }
}

extension TestResult {
    /// Reads what the child wrote.
    init?(_ json: JSONValue, stage: StageName?) {
        guard let test = json["test"]?.stringValue, let status = json["status"]?.stringValue.flatMap(Status.init) else {
            return nil
        }
        let costs = (json["nanoseconds"]?.objectValue ?? JSONObject()).compactMap { key, value in
            value.numberValue.map { (key, $0.double) }
        }
        self.init(
            test: test,
            stage: stage,
            status: status,
            findings: json["findings"]?.arrayValue?.compactMap(Finding.init) ?? [],
            costs: Dictionary(costs) { $1 }
        )
    }
}
