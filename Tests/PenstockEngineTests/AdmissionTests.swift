import Testing

@testable import PenstockEngine

@Suite struct `Admission of events` {
    private let admission = Admission(operations: 100, bytes: 1000, behind: .seconds(2))

    private func load(
        _ operations: Int,
        bytes: Int = 0,
        behind: Duration = .zero,
        pace: Double? = 1000
    ) -> WriterLoad {
        var load = WriterLoad()
        (load.operations, load.bytes, load.behind, load.pace) = (operations, bytes, behind, pace)
        return load
    }

    @Test(arguments: [
        (0, 0, Duration.zero, true), (99, 900, .seconds(2), true), (100, 0, .zero, false), (1, 950, .zero, false),
        (1, 10, .milliseconds(2001), false),
    ])
    func `takes an event in while there is room and the writer is not behind`(
        operations: Int,
        bytes: Int,
        behind: Duration,
        isAdmitted: Bool
    ) {
        let refusal = admission.refusal(ofBytes: 60, load(operations, bytes: bytes, behind: behind))
        #expect((refusal == nil) == isAdmitted)
    }

    @Test func `takes one event of any size when nothing waits`() {
        #expect(admission.refusal(ofBytes: 5000, load(0)) == nil)
    }

    @Test(arguments: [
        (100, Duration.zero, 1000.0, 1), (4500, .zero, 1000, 5), (1_000_000, .zero, 1000, 30), (200, .zero, 0, 1),
    ])
    func `asks to wait as long as what waits takes, between one second and thirty`(
        operations: Int,
        behind: Duration,
        pace: Double,
        seconds: Int
    ) {
        #expect(admission.refusal(ofBytes: 1, load(operations, behind: behind, pace: pace)) == .seconds(seconds))
    }

    @Test func `asks to wait as long again as a writer has stood still`() {
        #expect(admission.refusal(ofBytes: 1, load(1, behind: .milliseconds(7200), pace: nil)) == .seconds(8))
    }

    @Test(arguments: [(40, 0, Duration.zero, 60), (140, 0, .zero, 0), (40, 1000, .zero, 0), (40, 0, .seconds(3), 0)])
    func `lets as many who wait try again as there is room for`(
        operations: Int,
        bytes: Int,
        behind: Duration,
        room: Int
    ) {
        #expect(admission.room(load(operations, bytes: bytes, behind: behind)) == room)
    }
}
