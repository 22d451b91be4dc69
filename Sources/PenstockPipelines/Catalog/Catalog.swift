package import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// The event types that are known. Events of other types are accepted too.
package struct Catalog: Sendable {
    /// The types by name.
    package var types: [String: EventType]

    /// Makes a catalog of types.
    package init(types: [String: EventType] = [:]) { self.types = types }

    /// A type by its name; nil when it is not known.
    package subscript(type name: String) -> EventType? { types[name] }

    /// The names, sorted.
    package var names: [String] { types.keys.sorted() }
}

extension Catalog {
    /// Reads the files of a catalog, one type each, and all that is wrong with them.
    ///
    /// A file with an error adds no type, so a catalog with complaints is good for further checks only.
    /// - Parameter files: names for complaints, such as `pipelines/events/course.completed.yaml`, and contents.
    package static func read(
        _ files: [(name: String, bytes: [UInt8])]
    ) -> (catalog: Catalog, diagnostics: [Diagnostic]) {
        var catalog = Catalog()
        var diagnostics: [Diagnostic] = []
        var lines: [String: SourceLines] = [:]
        for (name, bytes) in files.sorted(by: { $0.name < $1.name }) {
            let (documents, problems) = parseYAML(bytes, file: name)
            let text = SourceLines(bytes)
            lines[name] = text
            var complaints = Complaints(text, file: name)
            complaints.add(problems)
            if documents.isEmpty, problems.isEmpty {
                complaints.add(at: SourcePosition(file: name), "the file defines no event type")
            }
            for (index, document) in documents.enumerated() {
                var reader = EventTypeReader(document, complaints: complaints)
                let type = reader.read()
                complaints = reader.complaints
                guard let type else { continue }
                if let other = catalog.types[type.type] {
                    complaints.add(at: type.position, "\(type.type) is already defined at \(other.position)")
                } else {
                    catalog.types[type.type] = type
                }
                if index == 0, stem(of: name) != type.type {
                    complaints.add(
                        .warning,
                        at: type.position,
                        "the file of \(type.type) has another name",
                        expected: "\(type.type).yaml, so that people find it"
                    )
                }
            }
            diagnostics += complaints.diagnostics
        }
        return (catalog, diagnostics + catalog.measureComplaints + catalog.timerComplaints(lines))
    }

    /// Reads `DIRECTORY/events/*.yaml` and `*.yml`. Without that folder the catalog is empty.
    package static func load(from directory: String) -> (catalog: Catalog, diagnostics: [Diagnostic]) {
        let (files, problems) = yamlFiles(in: directory + "/events")
        let (catalog, diagnostics) = read(files)
        return (catalog, problems + diagnostics)
    }

    private static func stem(of name: String) -> String {
        let file = name.split(separator: "/").last ?? ""
        return String(file.hasSuffix(".yaml") ? file.dropLast(5) : file.hasSuffix(".yml") ? file.dropLast(4) : file)
    }
}
