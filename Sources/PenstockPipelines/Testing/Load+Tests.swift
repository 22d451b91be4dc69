internal import FoundationEssentials
internal import PenstockCore
internal import PenstockYAML

/// Tests, in documents of pipelines and in files beside them.
extension Load {
    /// Reads the tests that stand in a pipeline's document.
    mutating func readTests(of document: PipelineDocument, _ complaints: inout Complaints) {
        guard let node = document.tests?.value, context.readsTests else { return }
        var reader = reader(of: document.name ?? "", complaints)
        tests += reader.read(node)
        complaints = reader.complaints
    }

    /// Reads `NAME.test.yaml`: documents with `pipeline`, which is `NAME` where it is absent, and `tests`.
    mutating func readTests(in directory: String) {
        guard context.readsTests else { return }
        let path = absolutePath(directory, in: FileManager.default.currentDirectoryPath)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names.sorted() {
            guard let stem = Self.stem(ofTests: name) else { continue }
            let file = "\(directory)/\(name)"
            guard let bytes = read(contentsOf: file) else { continue }
            let (documents, problems) = parseYAML(bytes, file: file)
            diagnostics += problems
            for document in documents { read(tests: document, stem, Complaints(SourceLines(bytes), file: file)) }
        }
    }

    private static func stem(ofTests name: String) -> String? {
        let suffix = [".test.yaml", ".test.yml"].first { name.hasSuffix($0) }
        return name.hasPrefix(".") ? nil : suffix.map { String(name.dropLast($0.count)) }
    }

    private mutating func read(tests node: YAMLNode, _ stem: String, _ complaints: Complaints) {
        var reader = reader(of: stem, complaints)
        defer { diagnostics += reader.complaints.diagnostics }
        let form = "{ pipeline: \(stem), tests: […] }"
        guard let members = reader.members(of: node, ["pipeline", "tests"], what: "a file of tests", form: form) else {
            return
        }
        let name = members["pipeline"].flatMap { reader.text($0, "the name of a pipeline") } ?? stem
        guard isKnown(name) else {
            reader.complaints.add(
                at: members["pipeline"]?.position ?? node.position,
                "there is no pipeline '\(name)' in this directory",
                expected: "`pipeline:` with the name of the pipeline that is tested",
                suggestion: nearest(name, in: knownNames)
            )
            return
        }
        reader = self.reader(of: name, reader.complaints)
        guard let list = members["tests"] else {
            reader.complaints.add(at: node.position, "there are no 'tests' here", expected: form)
            return
        }
        tests += reader.read(list)
    }

    private func reader(of pipeline: String, _ complaints: Complaints) -> TestReader {
        TestReader(
            complaints: complaints,
            pipeline: pipeline,
            catalog: context.catalog,
            directory: context.directory
        )
    }
}
