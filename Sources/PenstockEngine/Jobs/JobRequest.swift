package import PenstockCore
package import PenstockJSON
package import PenstockPipelines

/// What a person asks of a job: which events or deliveries, and what is to become of them.
package struct JobRequest: Sendable, Equatable {
    package enum Work: Sendable, Equatable {
        /// New deliveries: each into the pipeline that it went through, or one per event into this one.
        case replay(into: String?)
        /// The same deliveries, due at once.
        case retry(render: Bool)
        /// Payloads that are about this person are removed.
        case erase(PersonDigest)
        /// The same deliveries, ended before they arrive.
        case cancel
    }

    package var work: Work
    /// A type, or a prefix that ends in `*`.
    package var type: String?
    package var subject: String?
    package var source: String?
    package var since: Timestamp?
    package var until: Timestamp?
    /// By name.
    package var pipeline: String?
    /// Empty for those that make sense, see ``effectiveStates``.
    package var states: Set<DeliveryState> = []
    /// How many deliveries are begun in a time, at most.
    package var rate: RateLimit?

    package init(_ work: Work) { self.work = work }

    package var kind: Job.Kind {
        switch work {
        case .replay: .replay
        case .retry: .retry
        case .erase: .erase
        case .cancel: .cancel
        }
    }

    /// Whether it narrows nothing down.
    package var isEverything: Bool {
        type == nil && subject == nil && source == nil && since == nil && until == nil && pipeline == nil
            && states.isEmpty
    }

    /// Whose contributions to measures an erasure takes back, beside those of the events that it finds; nil where only some
    /// events are meant.
    var forgotten: KeyDigest? {
        guard case .erase(let person) = work, isEverything else { return nil }
        return person.key
    }

    /// The states that are asked for. Where nobody says, a replay takes what has come to an end by itself, and a retry
    /// what is dead; a replay into another pipeline takes all, because that one had none of them. What is cancelled is
    /// what would still go on, if not now.
    package var effectiveStates: Set<DeliveryState> {
        guard states.isEmpty else { return states }
        return switch work {
        case .replay(into: nil): [.delivered, .filtered, .dead]
        case .replay, .erase: []
        case .retry: [.dead]
        case .cancel: [.pending, .waiting, .held]
        }
    }

    /// States from which a person may cancel.
    package static let cancellable: Set<DeliveryState> = [.pending, .waiting, .held, .dead]
    /// States from which a person may retry.
    package static let retriable: Set<DeliveryState> = [.waiting, .delivered, .filtered, .dead, .held, .cancelled]
}

// MARK: - As JSON, in the store and for people

extension JobRequest {
    /// The members of what the store keeps, and of what people see.
    package var json: JSONObject {
        var json = JSONObject()
        for (name, text) in [
            ("since", since?.description), ("until", until?.description), ("type", type), ("subject", subject),
            ("source", source), ("pipeline", pipeline), ("rate", rate?.text),
        ] {
            json[name] = text.map(JSONValue.string)
        }
        if !states.isEmpty { json["state"] = .array(states.map(\.rawValue).sorted().map(JSONValue.string)) }
        switch work {
        case .replay(let into): json["into"] = into.map(JSONValue.string)
        case .retry(let render): if render { json["render"] = true }
        case .erase(let person): json["person_digest"] = .string(person.text)
        case .cancel: break
        }
        return json
    }

    /// Reads what ``json`` made; nil for anything else.
    init?(_ kind: Job.Kind, _ json: JSONObject) {
        func text(_ name: String) -> String? { json[name]?.stringValue }
        switch kind {
        case .replay: work = .replay(into: text("into"))
        case .retry: work = .retry(render: json["render"]?.boolValue ?? false)
        case .cancel: work = .cancel
        case .erase:
            guard let person = text("person_digest") else { return nil }
            work = .erase(PersonDigest(text: person))
        }
        (type, subject, source, pipeline) = (text("type"), text("subject"), text("source"), text("pipeline"))
        since = text("since").flatMap { Timestamp($0) }
        until = text("until").flatMap { Timestamp($0) }
        states = Set((json["state"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap(DeliveryState.init) })
        rate = text("rate").flatMap { RateLimit(text: $0) }
    }
}
