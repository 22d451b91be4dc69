internal import PenstockCore
internal import PenstockJSON

/// Secrets with an end.
extension StageBuilder {
    /// The lists in which some secret has an end, as the schema marks it (`x-penstock-until`).
    func endings(in value: JSONValue, _ schema: JSONSchema, _ written: StageConfiguration) -> [SecretEndings] {
        var lists: [(place: JSONPointer, entries: [SecretEndings.Entry])] = []
        for place in marked("x-penstock-until", in: value, by: schema) {
            // What is no moment, the plugin complains of.
            guard let end = value[place]?.stringValue.flatMap(Timestamp.init) else { continue }
            let position = written.position(at: place)
            let entry = SecretEndings.Entry(end: end, position: position, sourceLine: line(of: position))
            let list = JSONPointer(tokens: Array(place.tokens.dropLast(2)))
            if let index = lists.firstIndex(where: { $0.place == list }) {
                lists[index].entries.append(entry)
            } else {
                lists.append((list, [entry]))
            }
        }
        return lists.map { list in
            let position = written.position(at: list.place)
            return SecretEndings(
                entries: list.entries,
                lasting: (value[list.place]?.arrayValue?.count ?? 1) - list.entries.count,
                position: position,
                sourceLine: line(of: position)
            )
        }
    }

    private func line(of position: SourcePosition) -> String? {
        complaints.line(position.line)
    }
}
