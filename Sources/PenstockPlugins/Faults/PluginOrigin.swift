internal import CPenstockRecorder
internal import PenstockJSON

/// Which file a stage type comes from, as the recorder and the placement policy know it.
package struct PluginOrigin: Sendable {
    /// SHA-256 of the file.
    package let digest: String
    /// The recorder's number of the plugin; 0 where its code does not run in this process.
    let record: UInt32

    /// A plugin that runs in this process.
    /// - Parameter id: The library's id; nil before it has told it.
    init(_ source: LibrarySource, id: String?) {
        digest = source.digest
        var description: JSONObject = ["file": .string(source.file), "sha256": .string(source.digest)]
        if let id { description["id"] = .string(id) }
        let name = id.map { "the plugin \($0) (\(source.file))" } ?? "the plugin \(source.file)"
        record = unsafe recorder_add_plugin(JSONValue.object(description).text, name)
    }

    private init(digest: String) {
        self.digest = digest
        record = 0
    }

    /// A plugin whose code runs in another process: this one's recorder has nothing to say of it.
    package static func elsewhere(digest: String) -> PluginOrigin { PluginOrigin(digest: digest) }

    /// The place of the plugin as a whole.
    var site: CallSite { CallSite(ofPlugin: record) }

    /// The code that was loaded is the plugin's from now on, whatever thread runs it.
    func owns(image handle: UnsafeMutableRawPointer) { unsafe recorder_add_image(record, handle) }
}
