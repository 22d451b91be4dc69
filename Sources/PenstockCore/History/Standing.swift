/// Where a person stands in one group of a measure, now.
package struct Standing: Sendable, Equatable {
    /// The measure as people write it: `course.completed/score`.
    package var measure: String
    /// What people call the group, such as the name of a course.
    package var group: String
    /// The person's own, and everybody's in the group, the person's among them; the value is the person's last.
    package var figures: MeasureFigures

    package init(measure: String, group: String, figures: MeasureFigures) {
        self.measure = measure
        self.group = group
        self.figures = figures
    }
}

extension PeerFigures {
    /// The median as a decimal; nil for no values.
    package var medianText: String? { medianParts.map { decimalText($0, places: 5) } }
}
