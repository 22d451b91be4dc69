internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// Makes a stage of what is written: finds its type, resolves and checks its configuration, and has the plugin take it.
///
/// Every step reports all it finds. A later step is left out only where an earlier one left it nothing to work on.
/// ``read()`` does all that needs no plugin, ``finish()`` the rest.
struct StageBuilder {
    let context: LoadingContext
    let pipeline: String
    /// What the pipeline's `egress` allows.
    let egress: EgressAllowList
    /// What the pipeline says of where its stages run.
    let isolation: PluginIsolation?
    let document: StageDocument
    var complaints: Complaints
    /// What must not be seen in any complaint about this document.
    private(set) var secrets: [String] = []
    /// Where secrets stand in the document itself.
    var openSecrets: [YAMLNode] = []
    /// What is to be configured, or has been; nil before ``read()``, and where something is wrong with it.
    private(set) var draft: StageDraft?

    init(
        _ document: StageDocument,
        pipeline: String,
        egress: EgressAllowList,
        isolation: PluginIsolation?,
        context: LoadingContext,
        complaints: Complaints
    ) {
        self.document = document
        self.pipeline = pipeline
        self.egress = egress
        self.isolation = isolation
        self.context = context
        self.complaints = complaints
    }

    /// Where the stage is to run; nil where its plugin does.
    var placement: PluginIsolation? { document.isolation ?? isolation }

    /// Makes out what is to be configured.
    mutating func read() { draft = readAndComplain() }

    /// Has the plugin take the configuration; nil when anything is wrong.
    mutating func finish() -> PipelineStage? {
        guard var draft else { return nil }
        // A plugin would wait for a pipe without a writer; whatever is wrong with a file has been said.
        if context.configures, draft.unsettled.isDisjoint(with: draft.files.keys) { configure(&draft) }
        self.draft = draft
        return complaints.diagnostics.contains { $0.severity == .error } ? nil : draft.stage
    }

    private mutating func readAndComplain() -> StageDraft? {
        guard let type = findType(), let schema = schema(of: type) else { return nil }
        if let with = document.with, with.mapping == nil {
            complaints.add(
                at: with.position,
                "expected a mapping, found \(PipelineReader.found(with))",
                expected: "the configuration of the \(document.kind.noun) '\(document.typeID)' as a mapping"
            )
            return nil
        }
        let written = StageConfiguration(
            with: document.with,
            defaults: context.defaults[document.typeID],
            fallback: document.typePosition
        )
        let resolved = ResolvedConfiguration(written.value, with: context.resolver)
        var secretPlaces = marked("x-penstock-secret", in: resolved.value, by: schema)
        warnOfPlainSecrets(secretPlaces, resolved, written)
        secretPlaces += warnOfOpenSecrets(besides: secretPlaces, written)
        secrets = resolved.secrets + secretPlaces.compactMap { resolved.value[$0]?.stringValue }
        report(resolved.problems, written)
        refuseTemplates(in: resolved, schema, written)

        var unsettled = Set(resolved.placeholders)
        let violations = schema.validate(resolved.value, concealing: Set(resolved.texts.keys)).filter {
            !unsettled.contains($0.pointer)
        }
        report(violations, resolved.value, written)
        guard violations.isEmpty else { return nil }

        var value = schema.fillingDefaults(resolved.value)
        let shown = shown(value, resolved, secretPlaces)
        checkDurations(value, schema, unsettled, written)
        warnOfPlainHTTP(value, unsettled, written)
        let hosts = trustedHosts(in: value)
        let files = settleFiles(in: &value, schema, &unsettled, written)
        let stage = PipelineStage(
            kind: document.kind,
            typeID: document.typeID,
            type: type,
            label: document.label,
            name: document.name,
            configuration: value.serialized(),
            shown: shown,
            effective: effective(written, schema, secretPlaces),
            timeout: document.timeout,
            isolation: document.isolation,
            trustedHosts: hosts,
            files: files.values.sorted(),
            secrets: secrets,
            endings: endings(in: value, schema, written)
        )
        return StageDraft(stage: stage, resolved: resolved, written: written, files: files, unsettled: unsettled)
    }

    mutating func add(
        _ severity: Diagnostic.Severity = .error,
        at position: SourcePosition,
        _ message: String,
        expected: String? = nil,
        suggestion: String? = nil,
        sourceLine: String? = nil,
        for pointer: JSONPointer,
        _ written: StageConfiguration
    ) {
        let origin = written.isDefault(pointer) ? " (\(pointer) of the defaults in penstock.yaml)" : ""
        complaints.add(
            severity,
            at: position,
            message + origin,
            expected: expected,
            suggestion: suggestion,
            sourceLine: sourceLine
        )
    }
}

// MARK: - Type and schema

extension StageBuilder {
    fileprivate mutating func findType() -> (any ConfigurableStageType)? {
        let (kind, id) = (document.kind, document.typeID)
        if let type = context.stageTypes.find(kind, id) { return type }
        if let other = StageKind.allCases.first(where: { context.stageTypes.find($0, id) != nil }) {
            complaints.add(
                at: document.typePosition,
                "'\(id)' is a \(other.noun), not a \(kind.noun)",
                expected: "\(other.rawValue): \(id)"
            )
            return nil
        }
        let ids = context.stageTypes.ids(kind)
        complaints.add(
            at: document.typePosition,
            "unknown \(kind.noun) '\(id)'",
            expected: ids.isEmpty
                ? "a plugin that offers a \(kind.noun); none was found"
                : "one of the known \(kind.noun)s: \(ids.joined(separator: ", "))",
            suggestion: nearest(id, in: ids)
        )
        return nil
    }

    fileprivate mutating func schema(of type: any ConfigurableStageType) -> JSONSchema? {
        do {
            return try context.schemas.schema(of: type)
        } catch {
            complaints.add(
                at: document.typePosition,
                "the plugin's schema of the \(type.kind.noun) '\(type.id)' is broken: \(error)"
            )
            return nil
        }
    }

    func marked(_ keyword: String, in value: JSONValue, by schema: JSONSchema) -> [JSONPointer] {
        schema.places(of: keyword, in: value).filter { $0.value != false }.map(\.pointer)
    }
}
