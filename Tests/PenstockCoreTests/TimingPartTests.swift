import PenstockCore
import Testing

@Suite struct `The parts of an exchange` {
    @Test func `lie one behind the other, and what is unknown belongs to the next`() {
        let whole = Timings(name: 10, connect: 30, tls: 70, firstByte: 150, total: 310).parts
        #expect(whole.map(\.kind) == [.name, .connect, .tls, .wait, .transfer])
        #expect(whole.map(\.range) == [0..<10, 10..<30, 30..<70, 70..<150, 150..<310])
        let kept = Timings(connect: 0, firstByte: 40, total: 50).parts
        #expect(kept.map(\.kind) == [.wait, .transfer] && kept.map(\.range) == [0..<40, 40..<50])
        #expect(Timings(name: 5, total: 5).parts.map(\.kind) == [.name] && Timings().parts.isEmpty)
    }
}
