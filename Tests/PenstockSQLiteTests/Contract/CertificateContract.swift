internal import PenstockCore
internal import Testing

@Suite struct `Certificates that events tell of` {
    private func keep(_ new: NewCertificate?, in bench: Workbench, id: String? = nil) throws -> EventSequence {
        var event = bench.event(id: id, type: "certification.certified", to: [])
        event.certificate = new
        return try bench.append(event).event.sequence
    }

    private func expiring(
        _ bench: Workbench,
        _ change: (inout CertificateQuery) -> Void = { _ in }
    ) throws -> [String] {
        var query = CertificateQuery()
        change(&query)
        return try bench.store.certificates(query).items.map { "\($0.holder) \($0.certificate.program)" }
    }

    @Test(arguments: StoreUnderTest.all)
    func `are kept with all they have, through a crash`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let full = NewCertificate.of(1, "FA-20", issued: 100, renewal: 700, expires: 800, number: "FA-20-0417")
        let endless = NewCertificate.of(1, "B", issued: 90, expires: nil)
        let events = try [keep(full, in: bench), keep(endless, in: bench), keep(nil, in: bench)]
        try bench.crash()
        let found = try bench.store.certificates(of: .person(1), limit: 10)
        #expect(found.map(\.certificate) == [endless.certificate, full.certificate], "by program")
        #expect(found.map(\.holder) == ["learner1", "learner1"])
        #expect(found.map(\.event) == [events[1], events[0]])
        #expect(try bench.store.certificates(of: .person(2), limit: 10).isEmpty)
        #expect(try bench.store.certificates(of: .person(1), limit: 1).count == 1)
        #expect(try expiring(bench) == ["learner1 FA-20"], "what never expires is not in the list")
    }

    @Test(arguments: StoreUnderTest.all)
    func `give way to newer ones of the same program, and to no older`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        func newest() throws -> CertificateRecord {
            let found = try bench.store.certificates(of: .person(1), limit: 10)
            return try #require(found.count == 1 ? found[0] : nil)
        }
        _ = try keep(.of(1, "FA-20", issued: 100, expires: 200), in: bench)
        let id = try newest().id
        let renewed = try keep(.of(1, "FA-20", issued: 190, expires: 400, number: "2"), in: bench)
        #expect(try newest().certificate.number == "2")
        _ = try keep(.of(1, "FA-20", issued: 189, expires: 999, number: "late"), in: bench)
        #expect(try newest().certificate.number == "2" && newest().event == renewed)
        let mended = try keep(.of(1, "FA-20", issued: 190, expires: nil, number: "3"), in: bench)
        #expect(try newest().certificate.number == "3" && newest().event == mended, "of one day the last accepted")
        #expect(try newest().id == id)
        #expect(try expiring(bench).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `are listed by the day they expire, page by page`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        for (person, expires) in [(1, 300), (2, 200), (3, 200), (4, 100), (5, nil), (6, 250)] as [(UInt64, Int64?)] {
            _ = try keep(.of(person, person == 6 ? "B" : "A", issued: 1, expires: expires), in: bench)
        }
        #expect(
            try expiring(bench) == ["learner4 A", "learner2 A", "learner3 A", "learner6 B", "learner1 A"]
        )
        #expect(try expiring(bench) { $0.program = "B" } == ["learner6 B"])
        #expect(try expiring(bench) { $0.program = "none" }.isEmpty)
        #expect(
            try expiring(bench) { query in
                query.from = CalendarDay(number: 200)
                query.until = CalendarDay(number: 250)
            } == ["learner2 A", "learner3 A", "learner6 B"]
        )
        var (query, seen, pages) = (CertificateQuery(), [String](), 0)
        query.limit = 2
        query.from = CalendarDay(number: 150)
        while pages < 10 {
            let page = try bench.store.certificates(query)
            seen += page.items.map(\.holder)
            pages += 1
            guard let next = page.next else { break }
            query.cursor = CertificatePosition(rawValue: next)
        }
        #expect(seen == ["learner2", "learner3", "learner6", "learner1"] && pages == 2)
        // A cursor of another question leads to nothing that this one does not ask for.
        query.cursor = CertificatePosition(expires: CalendarDay(number: 100), id: 99)
        #expect(try bench.store.certificates(query).items.map(\.holder) == ["learner2", "learner3"])
        query.cursor = CertificatePosition(rawValue: .max)
        #expect(try bench.store.certificates(query).items.isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `are not kept of events that are undone or repeated`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var lost = bench.event(id: "lost", to: [PipelineID(77)])
        lost.certificate = .of(1, "A", issued: 1, expires: 100)
        #expect(try bench.store.commit([.append(lost)]).first?.failure != nil)
        #expect(try expiring(bench).isEmpty)
        _ = try keep(.of(1, "A", issued: 5, expires: 100), in: bench, id: "one")
        _ = try keep(.of(1, "A", issued: 6, expires: 200), in: bench, id: "one")
        let found = try bench.store.certificates(of: .person(1), limit: 10)
        #expect(found.map(\.certificate.expires?.number) == [100])
    }
}

extension KeyDigest {
    static func person(_ number: UInt64) -> KeyDigest { KeyDigest(high: 2, low: number) }
}

extension NewCertificate {
    static func of(
        _ person: UInt64,
        _ program: String,
        issued: Int64,
        renewal: Int64? = nil,
        expires: Int64?,
        number: String? = nil
    ) -> NewCertificate {
        NewCertificate(
            holder: "learner\(person)",
            person: .person(person),
            certificate: Certificate(
                program: program,
                name: number.map { "Program of \($0)" },
                number: number,
                issued: CalendarDay(number: issued),
                renewal: renewal.map(CalendarDay.init(number:)),
                expires: expires.map(CalendarDay.init(number:))
            )
        )
    }
}
