internal import FoundationEssentials
internal import PenstockCore

/// Reads `penstock.yaml` of a directory; nil when there is none.
func settingsFile(in directory: String) -> (file: (name: String, bytes: [UInt8])?, problems: [Diagnostic]) {
    let name = "\(directory)/penstock.yaml"
    // A link that leads nowhere is a mistake and not the absence of settings.
    let isThere =
        FileManager.default.fileExists(atPath: name)
        || (try? FileManager.default.destinationOfSymbolicLink(atPath: name)) != nil
    guard isThere else { return (nil, []) }
    do throws(WrittenFile.Fault) {
        return ((name, try WrittenFile.read(name, limit: WrittenFile.yamlLimit)), [])
    } catch {
        return (nil, [Diagnostic(at: SourcePosition(file: name), "the file \(error.text)")])
    }
}
