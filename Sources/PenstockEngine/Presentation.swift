internal import Crypto
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

// How what the engine runs is shown to people.

extension PipelineSummary {
    init(_ pipeline: Pipeline, lane: Dispatcher.LaneReading?, opening: Breaker.Opening?) {
        self.init(
            name: pipeline.name,
            description: pipeline.description,
            on: pipeline.selector.types.map(\.text),
            subject: pipeline.selector.subjects?.map(\.text) ?? [],
            except: pipeline.selector.except.map(\.text),
            isEnabled: pipeline.isEnabled,
            stages: pipeline.allStages.map { stage in
                StageSummary(kind: stage.kind.rawValue, type: stage.typeID, configuration: stage.shown)
            },
            position: pipeline.position,
            lane: lane?.hold.map { .held($0) } ?? .open,
            inFlight: lane?.inUse ?? 0,
            flow: lane.map { LaneFlow($0, opening: opening) } ?? LaneFlow(concurrency: pipeline.concurrency)
        )
    }
}

extension LaneFlow {
    fileprivate init(_ lane: Dispatcher.LaneReading, opening: Breaker.Opening?) {
        var nextTry: Timestamp?
        if case .shut = lane.gate { nextTry = opening?.until }
        self.init(
            concurrency: lane.concurrency,
            limit: lane.limit,
            queued: lane.queued,
            queuedLate: lane.queuedLate,
            // Zero is "look at once", not a time.
            nextDue: lane.nextDue.flatMap { $0.microseconds > 0 ? $0 : nil },
            failing: opening.map { opening in
                Failing(
                    since: opening.since,
                    failures: opening.failures,
                    reason: opening.reason,
                    nextTry: nextTry,
                    givenUp: opening.givenUp
                )
            },
            tokens: lane.tokens
        )
    }
}

extension EventTypeSummary {
    init(_ type: EventType) {
        self.init(
            type: type.type,
            description: type.description,
            subject: type.subject?.description,
            person: type.person?.description,
            key: type.key.map(\.description),
            isStrict: type.strict,
            schema: type.schemaDocument,
            sample: type.sample,
            timers: type.timers.map(\.json)
        )
    }
}

extension PluginSummary {
    /// Every file that was found: first those that are loaded, in the order in which they shadow one another.
    static func all(_ set: PluginSet) -> [PluginSummary] {
        func problems(_ file: String) -> [Problem] {
            set.problems.filter { $0.file == file }.map { Problem(isError: $0.isError, sentence: $0.sentence) }
        }
        let loaded = set.plugins.map { plugin in
            PluginSummary(
                file: plugin.file,
                id: plugin.id,
                version: plugin.version,
                vendor: plugin.vendor,
                digest: plugin.digest,
                placement: Placement(
                    isWorker: plugin.placement.isolation == .process,
                    reason: plugin.placement.reason
                ),
                stageTypes: plugin.stageTypes.map { type in
                    StageTypeSummary(kind: type.kind.rawValue, id: type.id, summary: type.summary, schema: type.schema)
                },
                problems: problems(plugin.file)
            )
        }
        var refused: [PluginSummary] = []
        for file in set.problems.map(\.file) where !(loaded + refused).contains(where: { $0.file == file }) {
            refused.append(PluginSummary(file: file, problems: problems(file)))
        }
        return loaded + refused
    }
}

extension PipelineSet {
    /// What the store keeps of the pipelines: their names, how they select events, and their documents.
    /// - Parameters:
    ///   - anew: Those that are new or have changed.
    ///   - running: What runs until now.
    func declarations(anew: Set<String>, after running: PipelineSet) -> [PipelineDeclaration] {
        pipelines.map { pipeline in
            PipelineDeclaration(
                name: pipeline.name,
                selector: pipeline.storedSelector,
                document: DocumentText(text: pipeline.source, stages: StageOutline.json(of: pipeline.allStages)),
                target: pipeline.target,
                isAnew: anew.contains(pipeline.name),
                hasNewCode: running[pipeline.name].map { !pipeline.codeDigests.isSubset(of: $0.codeDigests) } ?? false
            )
        }
    }
}

extension Pipeline {
    /// The plugin files behind its stages.
    fileprivate var codeDigests: Set<String> { Set(allStages.map(\.type.codeDigest)) }

    /// Tells the endpoint from others: a digest of the transport's URL as it is configured, before templates are
    /// rendered, because the URL may hold a secret; of the whole configuration where there is no URL.
    fileprivate var target: String {
        let configuration = transport.configuration
        var text = transport.typeID
        if let url = try? JSONValue.parse(configuration)["url"]?.stringValue {
            text += " \(url)"
        } else {
            text += String(decoding: configuration, as: UTF8.self)
        }
        return Array(SHA256.hash(data: Array(text.utf8)).prefix(16)).hexadecimal
    }

    /// Nothing is selected by a pipeline that is disabled, and an old event must be able to say so.
    fileprivate var storedSelector: String {
        guard !isEnabled else { return selector.json.text }
        var json = selector.json
        if case .object(var members) = json {
            members["enabled"] = .bool(false)
            json = .object(members)
        }
        return json.text
    }
}
