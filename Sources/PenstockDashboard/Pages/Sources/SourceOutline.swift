package import PenstockCore
internal import PenstockJSON
package import PenstockPipelines

/// What a source's document says, in words: nothing in it is secret.
package struct SourceOutline: Sendable, Equatable {
    /// What a request becomes.
    package struct Rule: Sendable, Equatable {
        /// What must hold: `hook is course.completed`.
        package var condition: String
        package var type: String
        /// The attributes of the event and the members of its data, and how each is made.
        package var members: [Member]
        /// The types of the transforms behind it.
        package var stages: [String]

        package init(condition: String, type: String, members: [Member], stages: [String] = []) {
            (self.condition, self.type, self.members, self.stages) = (condition, type, members, stages)
        }
    }

    /// One value of an event.
    package struct Member: Sendable, Equatable {
        package var name: String
        package var words: String

        package init(name: String, words: String) { (self.name, self.words) = (name, words) }
    }

    package var name: String
    package var description: String?
    package var isEnabled = true
    package var methods = ["POST"]
    /// How requests are verified.
    package var verification: String
    /// Which parameter a GET is answered with.
    package var echo: String?
    package var zone = "UTC"
    /// Where the records of a batch are.
    package var items: [String] = []
    package var rules: [Rule] = []
    /// Those that a rule asks for, with their wildcards.
    package var hooks: [String] = []
    package var learns = false
    package var expected: Duration?
    /// Where the document begins.
    package var position: SourcePosition
    /// As it is written, without secrets that stand in it in the open.
    package var written: String
    /// A request as a sender could make it.
    package var call = SourceCall()

    package init(name: String, verification: String, position: SourcePosition, written: String) {
        (self.name, self.verification, self.position, self.written) = (name, verification, position, written)
    }

    /// Where its sender sends to.
    var address: String { "/in/\(name)" }
}

extension SourceOutline {
    package init(_ source: Source) {
        self.init(
            name: source.name,
            verification: source.verification.summary,
            position: source.position,
            written: source.written
        )
        description = source.description
        isEnabled = source.isEnabled
        methods = source.methods
        echo = source.echo
        zone = source.zone.name
        items = source.items.map { "\($0)" }
        rules = source.rules.map(Rule.init)
        learns = source.learns
        expected = source.expected
        for condition in source.rules.flatMap(\.conditions) where condition.place == .hook {
            guard case .matches(let patterns) = condition.test else { continue }
            for pattern in patterns where !hooks.contains(pattern.text) { hooks.append(pattern.text) }
        }
        call = SourceCall(source.verification)
    }
}

extension SourceOutline.Rule {
    fileprivate init(_ rule: SourceRule) {
        var members: [SourceOutline.Member] = []
        if let id = rule.id { members.append(.init(name: "id", words: id.description)) }
        if let subject = rule.subject { members.append(.init(name: "subject", words: subject.words)) }
        if let time = rule.time { members.append(.init(name: "time", words: time.words)) }
        for (name, value) in rule.data ?? [] { members.append(.init(name: "data.\(name)", words: value.words)) }
        self.init(condition: rule.condition, type: rule.type, members: members, stages: rule.stages.map(\.typeID))
    }
}

extension SourceValue {
    /// How the value is made: `login or /user/name, as day, required`.
    fileprivate var words: String {
        var words: [String] = from.isEmpty ? [] : [places]
        if let constant { words.append("always \(constant.text)") }
        if let conversion { words.append("as \(conversion.rawValue)") }
        for (given, value) in (values ?? [:]).sorted(by: { $0.key < $1.key }) {
            words.append("'\(given)' is \(value.text)")
        }
        if let fallback { words.append("otherwise \(fallback.text)") }
        if isRequired { words.append("required") }
        return words.joined(separator: ", ")
    }
}
