internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// One test that is being asked: what it is about, and what it has found so far.
final class TestRun {
    let order: CaseOrder
    let provider: any LibraryProvider
    /// Random choices; each test has a sequence of its own.
    var chance: Chance
    private(set) var findings: [Finding] = []
    private(set) var costs: [String: Double] = [:]
    private var known: LibraryUnderTest?

    /// Says that a test cannot be asked of this stage type.
    struct Skip: Error {
        var text: String
    }

    init(_ order: CaseOrder, _ provider: any LibraryProvider) {
        self.order = order
        self.provider = provider
        var seed = order.seed
        for byte in (order.test + (order.stage?.description ?? "")).utf8 { seed = seed &* 31 &+ UInt64(byte) }
        chance = Chance(seed: seed)
    }

    /// Every failure is told once, however often it happens.
    func fail(_ text: String) { add(Finding(.failure, text)) }
    func warn(_ text: String) { add(Finding(.warning, text)) }
    func note(_ text: String) { add(Finding(.note, text)) }
    func measured(_ op: String, nanoseconds: Double) { costs[op] = nanoseconds }

    private func add(_ finding: Finding) {
        // A plugin that always does it wrong says nothing new the twentieth time.
        if !findings.contains(finding), findings.count < 20 { findings.append(finding) }
    }

    // MARK: - The library and the stage type

    func library() throws -> LibraryUnderTest {
        if let known { return known }
        let library = unsafe try LibraryUnderTest(provider.load())
        known = library
        return library
    }

    func stage() throws -> StageUnderTest {
        guard let stage = try library().stages.first(where: { $0.name == order.stage }) else {
            throw Stop("it has no stage type \(order.stage.map(\.description) ?? "")")
        }
        return stage
    }

    // MARK: - Configurations

    /// The configuration as the host would hand it over: files in place and defaults filled in.
    func handedOver(_ configuration: JSONValue, _ schema: JSONSchema) throws -> JSONValue {
        try schema.fillingDefaults(SampleFiles(directory: order.scratch).placed(configuration, by: schema))
    }

    /// What people would write: the one that was given, or the schema's examples; handed over as the host would.
    func examples() throws -> [JSONValue] {
        let schema = try stage().schema()
        let given = order.configuration.map { [$0] } ?? []
        let all = given + (schema.document["examples"]?.arrayValue ?? [])
        return try all.map { try handedOver($0, schema) }.filter(schema.isValid)
    }

    /// A configuration that the stage type accepts.
    func configuration() throws -> JSONValue {
        let stage = try stage()
        let schema = try stage.schema()
        var maker = ConfigurationMaker(schema.document, chance)
        let made = (0..<300).lazy.map { _ in try? self.handedOver(maker.next(), schema) }.compactMap { $0 }
        for candidate in try examples() where try accepts(stage, candidate) { return candidate }
        for candidate in made where schema.isValid(candidate) {
            if try accepts(stage, candidate) { return candidate }
        }
        throw Skip(
            text: "no configuration is known that it accepts; put one under `examples` of the schema, or use --config"
        )
    }

    private func accepts(_ stage: StageUnderTest, _ configuration: JSONValue) throws -> Bool {
        guard case .accepted(let configured) = try Configured.attempt(stage, configuration, HostDouble()) else {
            return false
        }
        configured.release()
        return true
    }

    /// A stage type with a configuration that it accepts.
    func configured(_ host: HostDouble = HostDouble(), guarded: Bool = false) throws -> Configured {
        try configured(with: configuration(), host, guarded: guarded)
    }

    func configured(
        with configuration: JSONValue,
        _ host: HostDouble = HostDouble(),
        guarded: Bool = false
    ) throws -> Configured {
        switch try Configured.attempt(stage(), configuration, host, guarded: guarded) {
        case .accepted(let configured): return configured
        case .refused: throw Stop("it refused a configuration that it had accepted before: \(host.complaints)")
        }
    }

    /// Messages of the sorts that a pipeline carries.
    var messages: [SampleMessage] { [.event, .request, .mail] }
}
