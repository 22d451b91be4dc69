import Testing

@testable import PenstockEngine

@Suite struct `Commit policy` {
    private let policy = CommitPolicy()

    @Test func `idle, a sender's event is committed at once`() {
        #expect(policy.delay(operations: 1, isAwaited: true, sinceLast: .seconds(1), waited: .zero) <= .zero)
    }

    @Test func `busy, the next begins two milliseconds after the last`() {
        #expect(
            policy.delay(operations: 3, isAwaited: true, sinceLast: .microseconds(500), waited: .microseconds(400))
                == .microseconds(1500)
        )
    }

    @Test func `as many as are enough do not wait`() {
        #expect(policy.delay(operations: 64, isAwaited: true, sinceLast: .zero, waited: .zero) == .zero)
    }

    @Test func `outcomes alone wait for company, five milliseconds at most`() {
        #expect(
            policy.delay(operations: 1, isAwaited: false, sinceLast: .seconds(1), waited: .milliseconds(1))
                == .milliseconds(4)
        )
        #expect(
            policy.delay(operations: 1, isAwaited: false, sinceLast: .seconds(1), waited: .milliseconds(5)) <= .zero
        )
    }
}
