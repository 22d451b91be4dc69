import Testing

@testable import PenstockEngine

@Suite struct `Commit policy` {
    private let policy = CommitPolicy()

    @Test func `idle, a sender's event is committed at once`() {
        #expect(policy.delay(operations: 1, isAwaited: true, last: 0, sinceLast: .seconds(1), waited: .zero) <= .zero)
    }

    @Test func `busy, the next begins two milliseconds after the last`() {
        #expect(
            policy.delay(operations: 3, isAwaited: true, last: 3, sinceLast: .microseconds(500), waited: .microseconds(400))
                == .microseconds(1500)
        )
    }

    @Test func `as many as are enough do not wait`() {
        #expect(policy.delay(operations: 64, isAwaited: true, last: 3, sinceLast: .zero, waited: .zero) == .zero)
    }

    @Test func `after a full transaction the next gathers for longer, and more`() {
        #expect(
            policy.delay(operations: 64, isAwaited: true, last: 48, sinceLast: .milliseconds(1), waited: .zero)
                == .milliseconds(3)
        )
        #expect(policy.delay(operations: 160, isAwaited: true, last: 160, sinceLast: .zero, waited: .zero) == .zero)
    }

    @Test func `outcomes alone wait for company, five milliseconds at most`() {
        #expect(
            policy.delay(operations: 1, isAwaited: false, last: 0, sinceLast: .seconds(1), waited: .milliseconds(1))
                == .milliseconds(4)
        )
        #expect(
            policy.delay(operations: 1, isAwaited: false, last: 0, sinceLast: .seconds(1), waited: .milliseconds(5)) <= .zero
        )
    }
}
