/// An order of calls on two instances that the interface allows.
struct LifeOrder: Equatable {
    enum Step: Sendable {
        case create, activate, call, drain, deactivate, destroy
    }

    /// Which of the two instances, and what is called.
    var steps: [(which: Int, step: Step)]
    /// Whether both belong to one configured stage; a transport has one instance, so there it is two stages.
    var isOneStage: Bool

    static func == (one: LifeOrder, other: LifeOrder) -> Bool {
        one.isOneStage == other.isOneStage && one.steps.elementsEqual(other.steps, by: ==)
    }

    /// Every order, the first instance always being created first: the other half are the same with names exchanged.
    static func all(isTransport: Bool) -> [LifeOrder] {
        let whole: [Step] =
            isTransport
            ? [.create, .activate, .call, .drain, .deactivate, .destroy]
            : [.create, .activate, .call, .deactivate, .destroy]
        let lives: [[Step]] = [[], [.create, .destroy], whole]
        var orders: [LifeOrder] = []
        for first in lives {
            for second in lives where first != [] || second == [] {
                for steps in interleavings(first.map { (0, $0) }, second.map { (1, $0) }) where steps.first?.which != 1
                {
                    orders.append(LifeOrder(steps: steps, isOneStage: !isTransport))
                }
            }
        }
        return orders
    }

    private typealias Steps = [(which: Int, step: Step)]

    private static func interleavings(_ first: Steps, _ second: Steps) -> [Steps] {
        guard let one = first.first, let other = second.first else { return [first + second] }
        return interleavings(Array(first.dropFirst()), second).map { [one] + $0 }
            + interleavings(first, Array(second.dropFirst())).map { [other] + $0 }
    }
}
