internal import FoundationEssentials
internal import PenstockCore

/// Reads the `*.yaml` and `*.yml` files that stand directly in a directory, sorted by name; none when there is no such
/// directory.
func yamlFiles(in directory: String) -> (files: [(name: String, bytes: [UInt8])], problems: [Diagnostic]) {
    guard FileManager.default.fileExists(atPath: directory) else { return ([], []) }
    var files: [(name: String, bytes: [UInt8])] = []
    var problems: [Diagnostic] = []
    do {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        where (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix(".") {
            let path = "\(directory)/\(name)"
            do throws(WrittenFile.Fault) {
                files.append((path, try WrittenFile.read(path, limit: WrittenFile.yamlLimit)))
            } catch {
                problems.append(Diagnostic(at: SourcePosition(file: path), "the file \(error.text)"))
            }
        }
    } catch {
        problems.append(Diagnostic(at: SourcePosition(file: directory), "the directory cannot be read"))
    }
    return (files, problems)
}
