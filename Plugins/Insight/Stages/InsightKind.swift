/// What an event tells of, and so what can be known of it.
enum InsightKind: String, Sendable, CaseIterable {
    case course, ilt, certification
    case learningPath = "learning_path"

    /// By the first part of the event's type: `course.completed`.
    init?(eventType: String) {
        guard let dot = eventType.firstIndex(of: ".") else { return nil }
        self.init(rawValue: String(eventType[..<dot]))
    }

    /// The fields without which there is not much to tell.
    var fields: [InsightField] {
        switch self {
        case .course: [.score, .passingScore]
        case .ilt: [.attendancePercent, .sessionEndDate]
        case .certification: [.renewalStartDate, .expirationDate]
        case .learningPath: [.enrollmentDate, .date]
        }
    }

    /// All that are read.
    var reads: [InsightField] { self == .ilt ? fields + [.meetings] : fields }
}

/// A field of the body that is read.
enum InsightField: String, Sendable, CaseIterable {
    case score
    case passingScore = "passing_score"
    case attendancePercent = "attendance_percent"
    case meetings
    case sessionEndDate = "session_end_date"
    case renewalStartDate = "renewal_start_date"
    case expirationDate = "expiration_date"
    case enrollmentDate = "enrollment_date"
    case date

    /// Where the shipped catalog has it; nil where only a configuration can say.
    var standard: String? { self == .meetings ? nil : "/data/" + rawValue }
}

/// What is asked of the history, with the name that the shipped catalog gives it.
enum InsightMeasure: String, Sendable, CaseIterable {
    case score, attendance, days, issued, expires
}
