internal import FoundationEssentials
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// One load, file by file.
struct Load {
    let context: LoadingContext
    let knownTypes: [String]
    var diagnostics: [Diagnostic] = []
    /// What was read, its stages not yet configured.
    private var drafts: [PipelineDraft] = []
    private var pipelines: [Pipeline] = []
    /// Where each name was given first.
    private var names: [String: SourcePosition] = [:]
    private var digest = Digest()
    private var usedDefaults: Set<String> = []

    var tests: [PipelineTest] = []
    var sources: [Source] = []
    /// Where each name of a source was given first.
    var sourceNames: [String: SourcePosition] = [:]
    var sourceTests: [SourceTest] = []

    init(context: LoadingContext, knownTypes: [String]) {
        self.context = context
        self.knownTypes = knownTypes
    }

    /// Warns of defaults that no stage can have.
    mutating func checkDefaults(of directory: String) {
        let known = StageKind.allCases.flatMap(context.stageTypes.ids)
        for id in context.defaults.keys.sorted() where !known.contains(id) {
            diagnostics.append(
                Diagnostic(
                    .warning,
                    at: SourcePosition(file: "\(directory)/penstock.yaml"),
                    "the defaults name '\(id)', and no plugin offers a stage type of that name",
                    suggestion: nearest(id, in: known)
                )
            )
        }
    }

    /// The names of the files that hold pipelines, sorted.
    mutating func files(in directory: String) -> [String] {
        let path = absolutePath(directory, in: FileManager.default.currentDirectoryPath)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            let fault = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
            diagnostics.append(Diagnostic(at: SourcePosition(file: directory), "the directory \(fault)"))
            return []
        }
        let files = names.filter(Self.holdsPipelines).sorted()
        if files.isEmpty {
            diagnostics.append(
                Diagnostic(
                    .warning,
                    at: SourcePosition(file: directory),
                    "no pipelines are here",
                    expected: "files that end in .yaml, in this directory itself"
                )
            )
        }
        return files
    }

    private static func holdsPipelines(_ name: String) -> Bool {
        let stem: Substring
        if name.hasSuffix(".yaml") {
            stem = name.dropLast(5)
        } else if name.hasSuffix(".yml") {
            stem = name.dropLast(4)
        } else {
            return false
        }
        // A name that begins with a dot is an editor's.
        return !stem.isEmpty && !stem.hasPrefix(".") && !stem.hasSuffix(".test") && name != "penstock.yaml"
    }

    /// The bytes of a file; nil where it cannot be read, which is reported.
    mutating func read(contentsOf file: String) -> [UInt8]? {
        let path = absolutePath(file, in: FileManager.default.currentDirectoryPath)
        do throws(WrittenFile.Fault) {
            return try WrittenFile.read(path, limit: WrittenFile.yamlLimit)
        } catch {
            diagnostics.append(Diagnostic(at: SourcePosition(file: file), "the file \(error.text)"))
            return nil
        }
    }

    mutating func read(_ file: String) {
        if let bytes = read(contentsOf: file) { read(file, bytes) }
    }

    /// Reads the content of a file.
    mutating func read(_ file: String, _ bytes: [UInt8]) {
        let (documents, problems) = parseYAML(bytes, file: file)
        diagnostics += problems
        let lines = SourceLines(bytes)
        var count = 0
        for document in documents {
            guard count < Diagnostic.mostPerFile else {
                diagnostics.append(Diagnostic.tooMany(in: file))
                return
            }
            read(document, Complaints(lines, file: file))
            count += drafts.last?.complaintCount ?? 0
        }
    }

    private mutating func read(_ node: YAMLNode, _ complaints: Complaints) {
        // Tests are no part of what runs.
        let text = node.without("tests").json().serialized(sortedKeys: true)
        var reader = PipelineReader(node, knownTypes: knownTypes, complaints: complaints)
        reader.read()
        let document = reader.document
        if let only = context.only, !only.contains(document.name ?? "") { return }
        digest.add(text)
        digest.add([0])
        var draft = PipelineDraft(document, text: text, complaints: reader.complaints)
        noteName(of: document, &draft.complaints)
        readTests(of: document, &draft.complaints)
        for stage in document.stages {
            draft.stages.append(
                StageBuilder(
                    stage,
                    pipeline: document.name ?? "",
                    egress: document.egress,
                    isolation: document.isolation,
                    context: context,
                    complaints: complaints
                )
            )
            if context.defaults[stage.typeID] != nil { usedDefaults.insert(stage.typeID) }
        }
        for index in draft.stages.indices { draft.stages[index].read() }
        drafts.append(draft)
    }

    /// Has the plugins take what was read.
    mutating func configure() {
        if context.configures { foresee() }
        for var draft in drafts {
            let stages = draft.finishStages()
            draft.checkMatching(context.catalog)
            draft.checkFields(context.catalog)
            diagnostics += draft.diagnostics
            let fingerprint = context.fingerprint(of: draft.text, stages)
            if let pipeline = Pipeline(draft, stages, fingerprint: fingerprint) { pipelines.append(pipeline) }
        }
        drafts = []
    }

    /// Whether a pipeline has the name.
    func isKnown(_ name: String) -> Bool { names[name] != nil }

    var knownNames: [String] { names.keys.sorted() }

    /// Tells each stage type of all that is to come, where that is more than one configuration.
    private func foresee() {
        var coming: [StageKind: [String: [StageDraft]]] = [:]
        for stage in drafts.lazy.flatMap(\.stages) where stage.placement != .process {
            if let draft = stage.draft {
                coming[draft.stage.kind, default: [:]][draft.stage.typeID, default: []].append(draft)
            }
        }
        for drafts in coming.values.lazy.flatMap(\.values) where drafts.count > 1 {
            drafts[0].stage.type.foresee(drafts.map(\.stage.configuration))
        }
    }

    private mutating func noteName(of document: PipelineDocument, _ complaints: inout Complaints) {
        guard let name = document.name, let position = document.namePosition else { return }
        guard let first = names[name] else {
            names[name] = position
            return
        }
        complaints.add(at: position, "the name '\(name)' is taken: \(first) has it too", expected: "a name of its own")
    }

    func finished() -> (set: PipelineSet?, diagnostics: [Diagnostic]) {
        let sorted = diagnostics.inOrder()
        guard !sorted.contains(where: { $0.severity == .error }) else { return (nil, sorted) }
        var digest = digest
        for id in usedDefaults.sorted() {
            digest.add(id.utf8)
            digest.add(context.defaults[id]?.serialized(sortedKeys: true) ?? [])
        }
        var set = PipelineSet(pipelines, digest: digest.text)
        set.tests = tests
        set.sources = SourceSet(sources)
        set.sourceTests = sourceTests
        return (set, sorted)
    }
}

extension Pipeline {
    /// Makes a pipeline of its document; nil when something is missing, which was reported.
    init?(_ draft: PipelineDraft, _ built: [PipelineStage], fingerprint: String) {
        let document = draft.document
        guard let name = document.name, built.count == document.stages.count,
            let transport = built.last, transport.kind == .transport
        else { return nil }
        self.init(
            name: name,
            description: document.description,
            position: document.position,
            isEnabled: document.isEnabled,
            selector: document.selector,
            stages: built.filter { $0.kind == .filter || $0.kind == .transform },
            signers: built.filter { $0.kind == .sign },
            transport: transport,
            retry: document.retry,
            outcomes: document.outcomes,
            concurrency: document.concurrency,
            rate: document.rate,
            order: document.order,
            dedupe: document.dedupe,
            egress: document.egress,
            isolation: document.isolation,
            source: draft.source,
            fingerprint: fingerprint
        )
    }
}
