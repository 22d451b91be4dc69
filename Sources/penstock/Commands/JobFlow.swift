internal import Foundation
internal import PenstockJSON

/// What the commands that begin jobs have in common: count, ask, begin, follow.
struct JobFlow {
    let kind: JobKind
    /// What is asked for.
    let body: JSONObject
    let options: JobOptions
    let client: Client
    let isJSON: Bool

    /// Counting for an erasure reads every event.
    private static let patience: TimeInterval = 3600

    func run() async throws {
        if options.list { return try await list() }
        if let id = options.show { return try await show(try await client.get(path + [id])) }
        if let id = options.cancel { return try await show(try await client.post(path + [id, "cancel"], nil)) }
        var body = body
        if options.dryRun || isAsked {
            let counted = try await count()
            if options.dryRun { return showDry(counted) }
            let finding = JobFinding(counted["found"] ?? .null, kind)
            Terminal.error.write(finding.rendered)
            guard !finding.isEmpty else { return }
            try ask(kind.question(finding.count))
            // "Since 2h" is what was counted, also when the answer took its time.
            for name in ["since", "until"] { body[name] = counted["request"]?[name] ?? body[name] }
        } else if kind == .erasure, !options.yes {
            throw CommandFailure("nobody is here to ask; look with --dry-run, and give --yes to erase for good")
        }
        try await begin(body)
    }

    private var path: [String] { ["v1", kind.path] }
    private var isAsked: Bool { !options.yes && !isJSON && Terminal.isInteractive }

    // MARK: - Before

    private func count() async throws -> JSONValue {
        var body = body
        body["dry_run"] = true
        return try await client.post(path, JSONValue.object(body).serialized(), patience: Self.patience)
    }

    private func showDry(_ counted: JSONValue) {
        guard !isJSON else { return Terminal.output.write(json: counted) }
        Terminal.output.write(JobFinding(counted["found"] ?? .null, kind).rendered)
    }

    private func ask(_ question: String) throws {
        Terminal.error.write("\(question.capitalizedFirst)? [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else { throw CommandFailure("nothing was changed") }
    }

    // MARK: - The job

    private func begin(_ body: JSONObject) async throws {
        let job = try await client.post(path, JSONValue.object(body).serialized(), patience: Self.patience)
        let id = job.shown("id") ?? "?"
        guard !options.noWait else {
            guard !isJSON else { return Terminal.output.write(json: job) }
            return Terminal.output.write("\(id) has begun; `\(kind.command) --show \(id)` tells how far it is\n")
        }
        switch try await JobFollower(client: client, path: path + [id]).follow(job) {
        case .ended(let job): try await show(job)
        case .interrupted:
            Terminal.error.write(
                """
                \(id) goes on in the server
                  to look:   \(kind.command) --show \(id)
                  to cancel: \(kind.command) --cancel \(id)

                """
            )
            throw CommandFailure.silent
        }
    }

    // MARK: - Looking

    private func show(_ job: JSONValue) async throws {
        if isJSON { Terminal.output.write(json: job) } else { Terminal.output.write(JobReport(job, kind).rendered) }
        // Who began or cancelled it has what was asked for, whatever became of it since.
        guard options.show == nil, options.cancel == nil else { return }
        guard job.shown("state") == "done" else { throw CommandFailure.silent }
    }

    private func list() async throws {
        let answer = try await client.get(path)
        guard !isJSON else { return Terminal.output.write(json: answer) }
        let jobs = answer.elements("items")
        guard !jobs.isEmpty else { return Terminal.output.write("none was begun\n") }
        var table = Table([
            .init(title: "job"), .init(title: "began"), .init(title: "state"), .init(title: "done", isNumber: true),
            .init(title: "of", isNumber: true), .init(title: "what", canShrink: true),
        ])
        for job in jobs {
            let state = job.shown("state") ?? ""
            table.add([
                .init(job.shown("id")), .init(job.shown("created_at")?.shortTime),
                .init(state, JobReport.style(ofState: state)), .init(job.shown("done")), .init(job.shown("total")),
                .init(JobReport.summary(job["request"])),
            ])
        }
        Terminal.output.write(table.rendered(for: .output))
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
