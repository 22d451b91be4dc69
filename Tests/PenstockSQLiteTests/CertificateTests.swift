internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

@Suite struct `Certificates of a store` {
    private func keep(_ new: NewCertificate, in bench: UpkeepBench) throws -> EventSequence {
        var event = bench.event(nil, deliveries: 0)
        event.certificate = new
        return try bench.append(event).event.sequence
    }

    private func write(
        _ bench: UpkeepBench,
        _ body: (inout Writer) throws(StoreError) -> Void
    ) throws {
        try bench.store.write { (writer) throws(StoreError) in
            try writer.inTransaction { (writer) throws(StoreError) in try body(&writer) }
        }
    }

    @Test func `go with the event that told of them, and with no other`() throws {
        let bench = try UpkeepBench()
        let first = try keep(.of(1, "A", issued: 1, expires: 100), in: bench)
        let second = try keep(.of(1, "A", issued: 50, expires: 200), in: bench)
        let other = try keep(.of(2, "A", issued: 1, expires: 100), in: bench)
        try write(bench) { (writer) throws(StoreError) in _ = try writer.erase([first], at: .at(9)) }
        #expect(try bench.rows("certificate") == 2, "a newer one had taken its place")
        try write(bench) { (writer) throws(StoreError) in _ = try writer.erase([second], at: .at(9)) }
        #expect(try bench.store.certificates(of: .person(1), limit: 9).isEmpty)
        #expect(try bench.store.certificates(of: .person(2), limit: 9).map(\.event) == [other])
    }

    @Test func `go with the person, whatever is left of the events`() throws {
        let bench = try UpkeepBench()
        for program in ["A", "B"] { _ = try keep(.of(1, program, issued: 1, expires: nil), in: bench) }
        _ = try keep(.of(2, "A", issued: 1, expires: 100), in: bench)
        try write(bench) { (writer) throws(StoreError) in try writer.eraseCertificates(of: .person(1)) }
        #expect(try bench.rows("certificate") == 1)
        #expect(try bench.store.certificates(CertificateQuery()).items.map(\.holder) == ["learner2"])
    }
}
