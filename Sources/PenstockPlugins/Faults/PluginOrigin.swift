internal import CPenstockRecorder
internal import PenstockJSON

/// Which file a stage type comes from, as the recorder and the placement policy know it.
package struct PluginOrigin: Sendable {
    /// SHA-256 of the file.
    package let digest: String
    /// The recorder's number of the plugin; 0 where its code does not run in this process.
    let record: UInt32
    /// What crashed while it was readied; see ``PlacementPolicy/barred``.
    let bars: [FaultRecord]

    /// A plugin that runs in this process.
    /// - Parameter id: The library's id; nil before it has told it.
    init(_ file: CheckedFile, id: String?, bars: [FaultRecord]) {
        digest = file.digest
        self.bars = bars
        var description: JSONObject = ["file": .string(file.path), "sha256": .string(file.digest)]
        if let id { description["id"] = .string(id) }
        let name = id.map { "the plugin \($0) (\(file.path))" } ?? "the plugin \(file.path)"
        record = unsafe recorder_add_plugin(JSONValue.object(description).text, name)
    }

    private init(digest: String) {
        self.digest = digest
        record = 0
        bars = []
    }

    /// A plugin whose code runs in another process: this one's recorder has nothing to say of it.
    package static func elsewhere(digest: String) -> PluginOrigin { PluginOrigin(digest: digest) }

    /// The place of the plugin as a whole.
    var site: CallSite { CallSite(ofPlugin: record) }

    /// The code that was loaded is the plugin's from now on, whatever thread runs it.
    func owns(image handle: UnsafeMutableRawPointer) { unsafe recorder_add_image(record, handle) }

    /// Why a stage is not to be configured again; nil when it may be.
    func bar(pipeline: String, stage: String) -> FaultRecord? {
        // Once for a place may be its configuration; twice is the plugin.
        if bars.count > 1 { return bars.last }
        return bars.first { $0.site?.pipeline == pipeline && $0.site?.stage == stage }
    }
}
