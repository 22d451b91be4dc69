internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// Sources, in `sources/NAME.yaml`.
extension Load {
    /// Reads `DIRECTORY/sources/*.yaml`, save `*.test.yaml`. Without that folder there are none.
    mutating func readSources(in directory: String) {
        let (files, problems) = yamlFiles(in: directory + "/sources")
        diagnostics += problems
        for (file, bytes) in files {
            let name = file.split(separator: "/").last ?? ""
            let stem = String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex))
            if !stem.hasSuffix(".test") { readSource(file, bytes, stem: stem) }
        }
    }

    /// Reads the content of a file.
    mutating func readSource(_ file: String, _ bytes: [UInt8], stem: String) {
        let (documents, problems) = parseYAML(bytes, file: file)
        diagnostics += problems
        let lines = SourceLines(bytes)
        if documents.isEmpty, problems.isEmpty {
            diagnostics.append(Diagnostic(at: SourcePosition(file: file), "the file defines no source"))
        }
        for (index, document) in documents.enumerated() {
            var complaints = Complaints(lines, file: file)
            guard index == 0 else {
                complaints.add(
                    at: document.position,
                    "there is one document too many",
                    expected: "one source in a file"
                )
                diagnostics += complaints.diagnostics
                continue
            }
            readSource(document, stem, complaints)
        }
    }

    private mutating func readSource(_ node: YAMLNode, _ stem: String, _ complaints: Complaints) {
        var reader = SourceReader(node, stem: stem, context: context, complaints: complaints)
        reader.read()
        var draft = SourceDraft(reader.document, text: node.json().serialized(sortedKeys: true))
        draft.complaints = reader.complaints
        noteSourceName(&draft)
        for index in draft.document.rules.indices {
            draft.buildStages(of: index, context: context, Complaints(reader.complaints))
        }
        diagnostics += draft.diagnostics
        if !draft.hasErrors, let source = Source(draft, context: context) { sources.append(source) }
    }

    private mutating func noteSourceName(_ draft: inout SourceDraft) {
        guard let name = draft.document.name, let position = draft.document.namePosition else { return }
        if let first = sourceNames[name] {
            draft.complaints?.add(
                at: position,
                "the name '\(name)' is taken: \(first) has it too",
                expected: "a name of its own"
            )
        } else {
            sourceNames[name] = position
        }
    }
}

/// A source that was read, with its transforms.
struct SourceDraft {
    let document: SourceDocument
    let text: [UInt8]
    /// About everything but the stages.
    var complaints: Complaints?
    private(set) var stages: [[PipelineStage]]
    private var stageDiagnostics: [Diagnostic] = []
    private var stageSecrets: [String] = []
    private var openStageSecrets: [YAMLNode] = []

    init(_ document: SourceDocument, text: [UInt8]) {
        self.document = document
        self.text = text
        stages = Array(repeating: [], count: document.rules.count)
    }

    /// Builds the transforms of a rule.
    mutating func buildStages(of index: Int, context: LoadingContext, _ complaints: Complaints) {
        for stage in document.rules[index].stages {
            var builder = StageBuilder(
                stage,
                pipeline: "sources/\(document.name ?? "")",
                egress: context.egress,
                isolation: nil,
                context: context,
                complaints: complaints
            )
            builder.read()
            if let built = builder.finish() { stages[index].append(built) }
            stageDiagnostics += builder.complaints.diagnostics
            stageSecrets += builder.secrets
            openStageSecrets += builder.openSecrets
        }
    }

    /// What its references lead to.
    var secrets: [String] { document.secrets + stageSecrets }

    /// The document as it is written, without anything secret in it: also the default of a reference is a secret once it
    /// is what the reference leads to.
    var written: String {
        let text = complaints?.document(
            at: document.position.line,
            hiding: document.openSecrets + openStageSecrets,
            without: nil
        )
        return SecretMask(secrets)(text ?? "")
    }

    /// All complaints, without anything secret in them.
    var diagnostics: [Diagnostic] {
        let redaction = Redaction(secrets)
        return ((complaints?.diagnostics ?? []) + stageDiagnostics).map { redaction($0) }
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Source {
    /// Makes a source of its document; nil when something is missing, which was reported.
    init?(_ draft: SourceDraft, context: LoadingContext) {
        let document = draft.document
        guard let name = document.name, let verification = document.verification else { return nil }
        var digest = Digest()
        digest.add(context.fingerprint(of: draft.text, draft.stages.flatMap(\.self)).utf8)
        for secret in draft.secrets {
            digest.add(secret.utf8)
            digest.add([0])
        }
        self.init(
            name: name,
            description: document.description,
            position: document.position,
            written: draft.written,
            isEnabled: document.isEnabled,
            methods: document.methods,
            verification: verification,
            echo: document.echo,
            zone: document.zone,
            items: document.items,
            rules: zip(document.rules, draft.stages).map { written, stages in
                var rule = written.rule
                rule.stages = stages
                return rule
            },
            learns: document.learns,
            expected: document.expected,
            mask: SecretMask(draft.secrets),
            fingerprint: digest.text
        )
    }
}
