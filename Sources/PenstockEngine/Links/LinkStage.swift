internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

/// What a link is tested with: the transport that deliveries use, and the configuration for this one exchange.
struct LinkStage {
    let type: any ConfigurableStageType
    let configuration: [UInt8]
    let place: StagePlace

    static let typeID = "http"
    private static let longestConnect = Duration.seconds(5)

    /// For a URL that somebody typed: its host is nobody's choice in YAML, so it is trusted no more than one from an event.
    init(url: String, _ request: LinkRequest, _ types: any StageTypes) throws(LinkRefusal) {
        guard let type = types.find(.transport, Self.typeID) else {
            throw LinkRefusal(.unusable, "no plugin offers the transport '\(Self.typeID)', which tests links")
        }
        self.type = type
        configuration = JSONValue.known([
            "url": .string(url), "method": .string(request.method ?? "POST"),
            "timeout": .string(request.timeout.text),
            "connect_timeout": .string(min(request.timeout, Self.longestConnect).text),
            "ca_file": request.certificateAuthorities.map(JSONValue.string) ?? .null,
        ]).serialized()
        place = StagePlace(pipeline: "link-test", stage: "link", trustedHosts: [], egress: request.egress)
    }

    /// For a pipeline's own link, which its document names.
    init(of pipeline: Pipeline, _ request: LinkRequest) throws(LinkRefusal) {
        let transport = pipeline.transport
        guard transport.typeID == Self.typeID else {
            throw LinkRefusal(
                .unusable,
                "the pipeline '\(pipeline.name)' sends by '\(transport.typeID)', and a link is tested by HTTP"
            )
        }
        guard var value = (try? JSONValue.parse(transport.configuration))?.objectValue else {
            throw LinkRefusal(.unusable, "the transport of '\(pipeline.name)' has no configuration that can be read")
        }
        if let method = request.method { value["method"] = .string(method) }
        let own = value["timeout"]?.stringValue.flatMap { Duration(text: $0) } ?? request.timeout
        value["timeout"] = .string(min(own, request.timeout).text)
        type = transport.type
        configuration = JSONValue.object(value).serialized()
        place = StagePlace(
            pipeline: pipeline.name,
            stage: transport.name ?? "link",
            trustedHosts: transport.trustedHosts,
            egress: pipeline.egress,
            timeout: transport.timeout,
            isolation: transport.isolation ?? pipeline.isolation,
            mask: pipeline.mask
        )
    }

    /// Has the plugin take the configuration.
    func configured() throws(LinkRefusal) -> ConfiguredStage {
        let report = type.configure(configuration, at: place)
        if let stage = report.stage { return stage }
        let said = report.complaints.filter(\.isError).map(\.text).joined(separator: "; ")
        throw LinkRefusal(.invalid, said.isEmpty ? "the transport does not take this link" : place.mask(said))
    }
}
