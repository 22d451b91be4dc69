internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines

struct TrialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial",
        abstract: "Let one event go through a pipeline and show what every stage makes of it.",
        discussion: """
            Needs no server: the pipeline is read from the directory, so that a change can be tried before it runs. \
            Nothing leaves, unless --live sends one message, marked as a test (webhook-test: true, X-Penstock-Test). \
            Without a pipeline's name, all of the directory are tried.

            --against-history asks a running server to run its last events through the directory as it is by now, and \
            through what runs, and shows what would differ.

            Examples:
              penstock trial hr-webhook --sample course.completed --set /data/score=90
              penstock trial course-passed-mail --event event.json --live
              penstock trial hr-webhook --event-id evt_k3f9x2pq_12
              penstock trial --against-history 1000

            Exit codes: 0 every pipeline that takes the event would deliver or filter it, or nothing differs; 1 one \
            would not, none takes it, or something differs; 2 wrong usage, 78 something is wrong in the directory.
            """
    )

    @Argument(help: ArgumentHelp("The pipeline's name; all, where it is left out.", valueName: "pipeline"))
    var pipeline: String?

    @Option(help: ArgumentHelp("A file that holds an event as JSON, or - for standard input.", valueName: "file"))
    var event: String?

    @Option(help: ArgumentHelp("An event of a running server.", valueName: "id"))
    var eventID: String?

    @OptionGroup var samples: SampleOptions

    @Option(help: ArgumentHelp("What the receiver answers, try by try: 503,timeout,200.", valueName: "answers"))
    var answers: String?

    @Flag(help: "Send it, once, marked as a test.")
    var live = false

    @Flag(help: "Look no reference up; placeholders stand for secrets.")
    var withoutSecrets = false

    @Option(help: ArgumentHelp("Compare the directory with what runs over this many past events.", valueName: "count"))
    var againstHistory: Int?

    @Option(name: .customLong("dir"), help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @OptionGroup var plugins: PluginOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let sources = [event, samples.sample, eventID].compactMap(\.self).count
        if againstHistory != nil {
            guard sources == 0, !live else {
                throw ValidationError(
                    "--against-history takes past events; it goes with no other event and not with --live"
                )
            }
            guard (1...10_000).contains(againstHistory ?? 0) else {
                throw ValidationError("--against-history takes a number from 1 to 10000")
            }
            return
        }
        guard sources == 1 else {
            throw ValidationError("give one event: --event and a file, --sample and a type, or --event-id and an id")
        }
        guard !live || !withoutSecrets else {
            throw ValidationError("--live needs the secrets; leave --without-secrets out")
        }
        guard !live || answers == nil else { throw ValidationError("with --live the receiver answers itself") }
    }

    func run() async throws {
        if let againstHistory { return try await compare(last: againstHistory) }
        let ground = try PipelineGround(directory, flags: Settings.Flags(plugins: plugins.directories))
        let set = try pipelines(of: ground)
        let draft = try await draft(ground.catalog)
        let answers = try scripted()
        let now = Timestamp.now
        let trial = Trial(catalog: ground.catalog, thread: 0)
        let (event, history): (Event, TrialHistory)
        do throws(IntakeError) {
            event = try trial.event(draft, at: now)
            // An accepted event has figures of its own, which this directory does not know.
            history = eventID == nil ? try trial.history(of: draft, as: event, at: now) : .unknown
        } catch {
            throw CommandFailure("the event cannot be taken in: \(error.message)")
        }
        let sending: OwnSending? = live ? OwnSending() : nil
        let reports = set.pipelines.map { pipeline in
            (pipeline, trial.run(event, through: pipeline, at: now, history: history, answers: answers, live: sending))
        }
        let shown = reports.map { $1.json(of: $0) }
        let json = (try? JSONValue.parse(event.json)) ?? .null
        if output.isJSON {
            Terminal.output.write(json: ["live": .bool(live), "event": json, "trials": .array(shown)])
        } else {
            TrialText(terminal: .output, event: json, isLive: live).write(shown)
        }
        guard reports.allSatisfy({ !$1.match.isMatched || [.delivered, .filtered].contains($1.state) }),
            reports.contains(where: { $1.match.isMatched })
        else { throw CommandFailure.silent }
    }

    // MARK: - What is tried

    private func pipelines(of ground: PipelineGround) throws -> PipelineSet {
        let (set, problems) = ground.pipelines(
            lookup: withoutSecrets ? .given([:]) : .environment(ProcessInfo.processInfo.environment),
            only: pipeline.map { [$0] }
        )
        let diagnostics = ground.diagnostics + problems
        guard let set, !diagnostics.hasErrors else {
            diagnostics.filter { $0.severity == .error }.write(to: .error)
            throw CommandFailure.badConfiguration
        }
        if let pipeline, set[pipeline] == nil {
            let names = ground.pipelines(lookup: .nowhere, configures: false).set?.pipelines.map(\.name) ?? []
            let hint = nearest(pipeline, in: names).map { "; is '\($0)' meant?" } ?? ""
            throw CommandFailure("there is no pipeline '\(pipeline)' in \(directory)\(hint)")
        }
        return set
    }

    private func draft(_ catalog: Catalog) async throws -> EventDraft {
        do {
            if let sample = samples.sample { return try EventDraft(json: try sampleEvent(sample, catalog)) }
            if let eventID { return try EventDraft(json: try await acceptedEvent(eventID)) }
            return try EventDraft(json: try EventFile(event ?? "-").json)
        } catch let error as IntakeError {
            throw CommandFailure("this is no event: \(error.message)")
        }
    }

    private func sampleEvent(_ name: String, _ catalog: Catalog) throws -> JSONValue {
        guard let type = catalog[type: name] else {
            let hint = nearest(name, in: catalog.names).map { "; is '\($0)' meant?" } ?? ""
            throw CommandFailure("the catalog has no type '\(name)'\(hint)")
        }
        return try samples.event(of: type)
    }

    private func acceptedEvent(_ id: String) async throws -> JSONValue {
        let shown = try await server.client().get(["v1", "events", id])
        guard let event = shown.acceptedEvent else {
            throw CommandFailure("the data of event '\(id)' is no longer kept")
        }
        return event
    }

    private func scripted() throws -> [ScriptedAnswer] {
        guard let answers else { return [.delivered] }
        return try answers.split(separator: ",").map { word in
            let value = (try? JSONValue.parse(String(word))) ?? .string(String(word))
            guard let answer = ScriptedAnswer(json: value) else {
                throw CommandFailure(
                    "--answers takes statuses from 100 to 599, timeout and reset, with commas between them"
                )
            }
            return answer
        }
    }

    // MARK: - History

    private func compare(last count: Int) async throws {
        var body: JSONObject = ["against_history": .number(JSONNumber(count))]
        if let pipeline { body["pipeline"] = .string(pipeline) }
        let client = try server.client()
        do {
            let answer = try await client.post(["v1", "trials"], JSONValue.object(body).serialized(), patience: 600)
            if output.isJSON {
                Terminal.output.write(json: answer)
            } else {
                ComparisonText(terminal: .output).write(answer)
            }
            let pipelines = answer.elements("pipelines")
            let isSame = pipelines.allSatisfy { row in ["different", "gained", "lost"].allSatisfy { row[$0] == 0 } }
            guard isSame else { throw CommandFailure.silent }
        } catch let problem as APIProblem {
            try problem.throwDiagnostics(isJSON: output.isJSON, "nothing was compared")
        }
    }
}
