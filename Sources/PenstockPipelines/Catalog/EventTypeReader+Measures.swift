internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Reads `measures`.
extension EventTypeReader {
    static let measureKeys = ["value", "group", "person", "label", "series"]
    static let measuredValueKeys = ["day", "from", "to", "start"]
    /// How many an event type may have.
    static let mostMeasures = 16

    /// - Parameter person: The type's own, for measures that name none.
    mutating func readMeasures(
        of type: String,
        person: Place?
    ) -> (rules: [MeasureRule], places: [Place]) {
        guard let value = node["measures"] else { return ([], []) }
        guard let members = value.mapping, !members.isEmpty else {
            wrong(value, expected: "a mapping such as { score: { value: /data/score, group: [/data/catalog_id] } }")
            return ([], [])
        }
        if members.count > Self.mostMeasures {
            complaints.add(
                at: value.position,
                "an event type may have \(Self.mostMeasures) measures, and not \(members.count)"
            )
        }
        var reading = MeasureReading(person: person)
        let rules = members.compactMap { key, measure in readMeasure(key, measure, of: type, &reading) }
        return (rules, reading.places)
    }

    /// What reading one measure after another gathers.
    private struct MeasureReading {
        let person: Place?
        /// All pointers, to be compared with the schema.
        var places: [Place] = []
    }

    private mutating func readMeasure(
        _ key: YAMLNode,
        _ value: YAMLNode,
        of type: String,
        _ reading: inout MeasureReading
    ) -> MeasureRule? {
        let name = key.scalar?.text ?? ""
        guard MeasureName.isSound(name: name) else {
            complaints.add(
                at: key.position,
                "'\(name.shortened)' cannot be the name of a measure",
                expected: "a lower-case letter, then letters, digits and _, such as score"
            )
            return nil
        }
        guard let members = value.mapping else {
            wrong(value, expected: "a mapping with group, and mostly value")
            return nil
        }
        check(members.map(\.key), among: Self.measureKeys, of: "a measure")
        guard let group = value["group"] else {
            complaints.add(
                at: key.position,
                "the measure '\(name)' has no 'group'",
                expected: "the values that make a group, such as group: [/data/catalog_id]"
            )
            return nil
        }
        let groups = readPointers(group)
        let person = value["person"].map { readPointer($0) } ?? reading.person
        let label = value["label"].flatMap { readPointer($0) }
        let measured = value["value"].map { readMeasured($0, &reading) } ?? MeasureRule.Value.none
        reading.places += groups + [person, label].compactMap(\.self)
        guard let measured, !groups.isEmpty else { return nil }
        return MeasureRule(
            name: MeasureName(series: readSeries(value["series"]) ?? type, name: name),
            value: measured,
            group: groups.map(\.pointer),
            person: person?.pointer,
            label: label?.pointer,
            position: key.position
        )
    }

    private mutating func readSeries(_ value: YAMLNode?) -> String? {
        guard let value else { return nil }
        guard let text = value.stringValue, !text.isEmpty, text.utf8.count <= 128 else {
            wrong(value, expected: "the name under which several types are measured together, such as certification")
            return nil
        }
        return text
    }

    private mutating func readMeasured(_ value: YAMLNode, _ reading: inout MeasureReading) -> MeasureRule.Value? {
        guard let members = value.mapping else {
            guard let place = readPointer(value) else { return nil }
            reading.places.append(place)
            return .number(place.pointer)
        }
        check(members.map(\.key), among: Self.measuredValueKeys, of: "a value")
        if let day = value["day"] {
            guard members.count == 1 else {
                complaints.add(at: value.position, "a value is a 'day', or the days 'from' one 'to' another")
                return nil
            }
            guard let place = readPointer(day) else { return nil }
            reading.places.append(place)
            return .day(place.pointer)
        }
        guard let to = value["to"].flatMap({ readPointer($0) }) else {
            if value["to"] == nil {
                complaints.add(
                    at: value.position,
                    "this value has no 'to'",
                    expected: "a pointer to a number, { day: … }, or { from: …, to: … }"
                )
            }
            return nil
        }
        let from = value["from"].flatMap { readPointer($0) }
        let start = value["start"].flatMap { readStart($0) }
        if value["from"] == nil, value["start"] == nil {
            complaints.add(
                at: value.position,
                "this value has neither 'from' nor 'start'",
                expected: "from: a pointer to a day"
            )
        }
        reading.places += [from, to].compactMap(\.self)
        return .days(from: from?.pointer, to: to.pointer, start: start)
    }

    private mutating func readStart(_ value: YAMLNode) -> MeasureName? {
        guard let name = value.stringValue.flatMap(MeasureName.init(text:)) else {
            wrong(value, expected: "the measure of a start, such as learning_path.started/started")
            return nil
        }
        return name
    }
}
