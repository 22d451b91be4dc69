internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// Which deliveries an event becomes: the checked set's matcher in the store's numbers, and each pipeline's keys.
struct EventMatching: Sendable {
    /// A pipeline as intake must know it.
    struct Target: Sendable {
        var id: PipelineID
        var order: OrderRule?
        var dedupe = DedupeChoice.byIdentity
    }

    private let matcher: Matcher
    private let targets: [Target]
    /// The `identity` of the types that have one.
    private let identities: [String: DedupeRule]

    /// - Parameter targets: The pipelines, in the matcher's order.
    init(_ matcher: Matcher, targets: [Target], identities: [String: DedupeRule] = [:]) {
        self.matcher = matcher
        self.targets = targets
        self.identities = identities
    }

    /// Whether any pipeline takes such an event.
    func isWanted(type: String, subject: String?) -> Bool {
        !matcher.pipelines(type: type, subject: subject).isEmpty
    }

    func deliveries(type: String, subject: String?, keys: EventKeys) -> [NewDelivery] {
        let matched = matcher.pipelines(type: type, subject: subject)
        let identity = identities[type]
        return matched.map { index in
            let target = targets[index]
            var delivery = NewDelivery(pipeline: target.id)
            let dedupe = target.dedupe.rule(identity: identity)
            guard target.order != nil || dedupe != nil else { return delivery }
            if let dedupe, let digest = keys.digest(of: dedupe.by, purpose: "dedupe \(type)") {
                delivery.dedupe = DedupeKey(digest: digest, window: dedupe.window)
            }
            // Types share an order key: what happens to one person happens in order, whatever it is.
            if let order = target.order { delivery.order = keys.digest(of: [order.key], purpose: "order") }
            return delivery
        }
    }
}

extension DedupeChoice {
    fileprivate func rule(identity: DedupeRule?) -> DedupeRule? {
        switch self {
        case .byIdentity: identity
        case .off: nil
        case .rule(let rule): rule
        }
    }
}
