internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockSQLite

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look a store over: its log, its file, what refers to what, the disk and the clock.",
        discussion: """
            Needs the store for itself, so stop the server first; while one runs, it says which, and what can be seen \
            from outside. It changes nothing, except what --repair and --accept-loss name.

            Example:
              penstock doctor --data /var/lib/penstock

            Exit codes: 0 all is well, 1 something is not or could not be looked at, 2 wrong usage.
            """
    )

    @OptionGroup var store: StoreOptionGroup

    @Flag(help: "Count open deliveries anew where they are counted wrong.")
    var repair = false

    @Flag(help: "Go on without transactions that a damaged log no longer gives; a copy of the log is kept.")
    var acceptLoss = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try store.settings()
        do {
            let doctor = try StoreDoctor(
                directory: settings.dataDirectory,
                reserve: settings.diskReserve,
                acceptsLoss: acceptLoss,
                repairs: repair
            )
            do {
                let bar = StepLine(.error)
                let findings = try doctor.examine(at: .now) { bar.show("\($0.what) (\($0.done + 1) of \($0.total))") }
                bar.clear()
                try report(findings)
            } catch let error as StoreError where error.code == .locked {
                try await reportServed(error, doctor)
            }
        } catch let error as StoreError {
            throw CommandFailure(error.message)
        }
    }

    private func report(_ findings: [StoreFinding]) throws {
        if output.isJSON {
            Terminal.output.write(json: ["findings": .array(findings.map(\.json))])
        } else {
            Self.write(findings)
        }
        if findings.contains(where: { $0.severity == .problem }) { throw CommandFailure.silent }
    }

    /// Somebody serves the store: it cannot be looked at, but around it.
    private func reportServed(_ error: StoreError, _ doctor: StoreDoctor) async throws {
        var findings = [StoreFinding("served", .problem, error.message)] + (try doctor.outside())
        if let status = try? await server.client().get(["v1", "status"]) {
            let concerns = status.elements("attention").compactMap { $0.shown("text") }
            findings += concerns.map { StoreFinding("status", .note, $0) }
            if concerns.isEmpty {
                findings.append(StoreFinding("status", .fine, "the server says that nothing needs a person"))
            }
        } else {
            findings.append(StoreFinding("status", .note, "no server answers; --server says where it is"))
        }
        try report(findings)
    }

    private static func write(_ findings: [StoreFinding]) {
        var table = Table([.init(title: "check"), .init(title: ""), .init(title: "finding")])
        for finding in findings {
            let (word, style): (String, Style) =
                switch finding.severity {
                case .fine: ("fine", .green)
                case .note: ("note", .yellow)
                case .problem: ("PROBLEM", .red)
                }
            table.add([.init(finding.check), .init(word, style), .init(finding.text)])
        }
        Terminal.output.write(table.rendered(for: .output))
    }
}

extension StoreFinding {
    fileprivate var json: JSONValue {
        ["check": .string(check), "severity": .string(severity.rawValue), "text": .string(text)]
    }
}
