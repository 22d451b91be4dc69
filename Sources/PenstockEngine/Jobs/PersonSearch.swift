internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// Tells whether an event is about a person.
struct PersonSearch: Sendable {
    private let person: PersonDigest
    private let catalog: Catalog
    private let store: StoreID

    /// Where a person stands in events whose type the catalog does not know.
    static let standard = JSONPointer(tokens: ["data", "username"])
    /// Where an event of Penstock's own names the subject of the event whose delivery it tells of.
    private static let told = JSONPointer(tokens: ["data", "event", "subject"])
    private static let subjectPrefix = "user/"

    init(_ person: PersonDigest, catalog: Catalog, store: StoreID) {
        self.person = person
        self.catalog = catalog
        self.store = store
    }

    /// Compares whole values, letter by letter: `learner1` is not `learner10` and not `Learner1`.
    func matches(_ event: Event) -> Bool {
        if let subject = event.subject, isSubject(subject) { return true }
        guard let json = try? JSONValue.parse(event.json) else { return false }
        if event.type.isSystemType { return json[Self.told]?.stringValue.map(isSubject) ?? false }
        switch json[catalog.types[event.type]?.person ?? Self.standard] {
        case .string(let name): return isPerson(name)
        case .number(let number): return isPerson(number.text)
        default: return false
        }
    }

    /// Whether a learned request has the person as a whole value anywhere: nobody knows yet where it names one.
    func isNamed(in learned: LearnedRequest) -> Bool {
        guard let request = try? JSONValue.parse(learned.request) else { return false }
        return isNamed(in: request)
    }

    private func isNamed(in value: JSONValue) -> Bool {
        switch value {
        case .string(let text): isPerson(text) || isSubject(text)
        case .number(let number): isPerson(number.text)
        case .array(let elements): elements.contains { isNamed(in: $0) }
        case .object(let members): members.contains { isNamed(in: $0.value) }
        case .null, .bool: false
        }
    }

    private func isSubject(_ subject: String) -> Bool {
        subject.hasPrefix(Self.subjectPrefix) && isPerson(String(subject.dropFirst(Self.subjectPrefix.count)))
    }

    private func isPerson(_ name: String) -> Bool { PersonDigest(of: name, in: store) == person }
}
