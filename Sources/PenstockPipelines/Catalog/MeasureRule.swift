package import PenstockCore
package import PenstockJSON

/// What events of a type measure (`measures` of the catalog): a value, compared within a group.
package struct MeasureRule: Sendable, Equatable {
    /// What is measured. All pointers start at the event.
    package enum Value: Sendable, Equatable {
        /// Nothing but that it happened.
        case none
        case number(JSONPointer)
        /// A day, for measures that count from it.
        case day(JSONPointer)
        /// Days from one day to another; a measure that knows when the person began counts before `from`.
        case days(from: JSONPointer?, to: JSONPointer, start: MeasureName?)
    }

    package var name: MeasureName
    package var value: Value
    /// The values that make the group: only events that have all of them are measured.
    package var group: [JSONPointer]
    /// Nil where nobody's own are told from those of others.
    package var person: JSONPointer?
    /// What people call the group; the group's values where there is none.
    package var label: JSONPointer?
    package var position: SourcePosition

    package init(
        name: MeasureName,
        value: Value,
        group: [JSONPointer],
        person: JSONPointer?,
        label: JSONPointer?,
        position: SourcePosition
    ) {
        self.name = name
        self.value = value
        self.group = group
        self.person = person
        self.label = label
        self.position = position
    }
}

extension MeasureName {
    /// Reads `learning_path.started/started`; nil for every other form.
    package init?(text: String) {
        guard let slash = text.lastIndex(of: "/") else { return nil }
        let (series, name) = (String(text[..<slash]), String(text[text.index(after: slash)...]))
        guard !series.isEmpty, Self.isSound(name: name) else { return nil }
        self.init(series: series, name: name)
    }

    /// Whether a measure may have this name: a letter, then letters, digits and `_`, 64 at most.
    static func isSound(name: String) -> Bool {
        name.utf8.count <= 64 && (name.utf8.first.map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 } ?? false)
            && name.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                    || byte == UInt8(ascii: "_")
            }
    }
}
