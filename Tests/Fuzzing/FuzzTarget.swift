/// What is fuzzed. Each target says what must hold for every input; that nothing crashes or hangs goes without saying.
enum FuzzTarget: String, CaseIterable {
    /// The YAML reader.
    case yaml
    /// The check of a pipelines file, with stage types that stand in for those of plugins.
    case pipeline
    /// The check of an event type, its schema compiled, its sample judged.
    case catalog
    /// The check of `penstock.yaml`.
    case settings
    /// The scanner that looks at JSON as bytes.
    case json
    /// Templates: the scanner of tags, and rendering.
    case template
    /// The check of a source.
    case source
    /// A recorded request, and forms.
    case request
    /// References in a text, and `.env`.
    case reference
    /// Files of history: tables and lines of JSON.
    case history

    func run(_ bytes: [UInt8]) {
        switch self {
        case .yaml: fuzzYAML(bytes)
        case .pipeline: fuzzPipeline(bytes)
        case .catalog: fuzzCatalog(bytes)
        case .settings: fuzzSettings(bytes)
        case .json: fuzzJSON(bytes)
        case .template: fuzzTemplate(bytes)
        case .source: fuzzSource(bytes)
        case .request: fuzzRequest(bytes)
        case .reference: fuzzReference(bytes)
        case .history: fuzzHistory(bytes)
        }
    }
}
