internal import FoundationEssentials
internal import PenstockCore

/// Reads `penstock.yaml` of a directory; nil when there is none.
func settingsFile(in directory: String) -> (file: (name: String, bytes: [UInt8])?, problems: [Diagnostic]) {
    let name = "\(directory)/penstock.yaml"
    guard FileManager.default.fileExists(atPath: name) else { return (nil, []) }
    do {
        return ((name, [UInt8](try Data(contentsOf: URL(filePath: name)))), [])
    } catch {
        let fault = faultOfFile(name) ?? "cannot be read"
        return (nil, [Diagnostic(at: SourcePosition(file: name), "the file \(fault)")])
    }
}
