package import PenstockCore

/// Reads a YAML file: all documents in it but the empty ones, and all that is wrong with it.
///
/// Plain scalars mean what the core schema of YAML 1.2 says. Duplicate keys, merge keys (`<<`), keys that are no
/// scalars and tags of other schemas are refused; aliases are expanded, within a limit. After an error that leaves no
/// sense in what follows, the documents before it are returned; after others, everything that could be read is, so
/// that more complaints can be found in it. Never crashes, whatever the bytes are.
/// - Parameter file: the file's name for positions.
package func parseYAML(_ bytes: [UInt8], file: String) -> (documents: [YAMLNode], problems: [Diagnostic]) {
    if let encoding = ForeignEncoding(of: bytes) { return ([], [encoding.diagnostic(in: file)]) }
    do throws(ParseFailure) {
        var composer = try Composer(bytes, file: file)
        let documents = composer.documents()
        return (documents, composer.problems)
    } catch {
        return ([], [error.diagnostic(in: SourceLines(bytes), file: file)])
    }
}
