import Testing

@testable import PenstockConformance

@Suite struct `Orders of calls` {
    @Test(arguments: [false, true])
    func `are all legal, and each is there once`(isTransport: Bool) {
        let orders = LifeOrder.all(isTransport: isTransport)
        #expect(orders.count > 100)
        for (index, order) in orders.enumerated() {
            #expect(!orders[..<index].contains(order))
            for which in 0...1 {
                let steps = order.steps.filter { $0.which == which }.map(\.step)
                guard !steps.isEmpty else { continue }
                #expect(steps.first == .create && steps.last == .destroy)
                #expect(steps.contains(.activate) == steps.contains(.deactivate))
                #expect(steps.contains(.drain) == (isTransport && steps.contains(.activate)))
            }
        }
    }
}
