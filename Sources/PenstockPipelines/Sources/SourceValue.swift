package import PenstockJSON

/// How one value of an event is made of a request.
package struct SourceValue: Sendable {
    /// Where it is looked for: the first place counts at which something is.
    package var from: [SourcePath] = []
    /// What it always is.
    package var constant: JSONValue?
    /// What it is made; nil leaves it as it is.
    package var conversion: SourceConversion?
    /// What stands for what, by the value as text; nil lets every value be.
    package var values: [String: JSONValue]?
    /// What it is where nothing is there.
    package var fallback: JSONValue?
    /// Whether a record without it is not mapped.
    package var isRequired = false

    package init() {}

    /// What is looked for, for people: `score`, `login or /user/name`.
    package var places: String { orList(from.map(\.description)) }
}

/// What a value is made, by its name in YAML.
package enum SourceConversion: String, CaseIterable, Sendable {
    case string, number, integer, day, time, bool
}

/// What must hold of a record or its request.
package struct SourceCondition: Sendable {
    /// What is looked at.
    package enum Place: Sendable, Hashable {
        /// The part of the path behind the source.
        case hook
        case path(SourcePath)
    }

    /// What must be so.
    package enum Test: Sendable, Hashable {
        /// Its text is one of these, in which `*` stands for anything.
        case matches([Glob])
        case exists(Bool)
    }

    package var place: Place
    package var test: Test
}

extension SourceCondition: CustomStringConvertible {
    /// The condition for people: `hook is course.completed`, `/event is a or b`, `there is no score`.
    package var description: String {
        let name =
            switch place {
            case .hook: "hook"
            case .path(let path): path.description
            }
        return switch test {
        case .matches(let patterns): "\(name) is \(orList(patterns.map(\.text)))"
        case .exists(true): "there is \(name)"
        case .exists(false): "there is no \(name)"
        }
    }
}

extension SourceRule {
    /// When it holds, for people: `hook is course.completed`.
    package var condition: String {
        conditions.isEmpty ? "always" : andList(conditions.map(\.description))
    }
}
