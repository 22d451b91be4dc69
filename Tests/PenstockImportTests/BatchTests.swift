import Testing

@testable import PenstockImport

@Suite struct `Rows on their way` {
    private struct Broken: Error {}

    private static func batches(_ text: String, piece: Int = 1_000) -> RowBatches {
        var rest = Array(text.utf8)[...]
        return RowBatches(CSVReader()) {
            defer { rest = rest.dropFirst(piece) }
            return Array(rest.prefix(piece))
        }
    }

    @Test func `go in batches that keep their order and know their lines`() throws {
        let count = RowBatch.mostRows * 2 + 1
        var batches = Self.batches("n\n" + (1...count).map { "\($0)\n" }.joined())
        var (bodies, lines, sizes) = ("", [Int](), [Int]())
        while let batch = try batches.next() {
            bodies += String(decoding: batch.body, as: UTF8.self)
            lines += batch.lines
            sizes.append(batch.lines.count)
        }
        #expect(sizes == [1_000, 1_000, 1] && lines == Array(2...(count + 1)))
        #expect(bodies == (1...count).map { "{\"n\":\"\($0)\"}\n" }.joined())
        #expect(batches.columns == ["n"] && batches.fault == nil && batches.bytesRead > count)
    }

    @Test func `are fewer where they are long, so that a server takes them`() throws {
        let cell = String(repeating: "x", count: 60_000)
        var batches = Self.batches("n\n" + String(repeating: "\(cell)\n", count: 20), piece: 100_000)
        let first = try #require(try batches.next())
        #expect(first.lines.count == 9 && first.body.count < 1 << 20)
    }

    @Test func `come up to the fault, which is told`() throws {
        var batches = Self.batches("a,b\n1,2\n3\n\"4")
        let batch = try #require(try batches.next())
        #expect(batch.lines == [2] && batch.refused.map(\.line) == [3])
        #expect(try batches.next() == nil && batches.fault?.line == 4)
    }

    @Test func `end with the error of whatever gives the bytes`() {
        var batches = RowBatches(LineReader()) { throw Broken() }
        #expect(throws: Broken.self) { try batches.next() }
    }

    @Test func `are counted, and the first refusals are kept`() {
        var tally = ImportTally()
        tally.accept()
        tally.repeated(differs: false)
        tally.repeated(differs: true)
        for line in 1...30 { tally.refuse(file: "f.csv", line: line, "it is no row") }
        #expect(tally.rows == 33 && tally.accepted == 1 && tally.duplicates == 2 && tally.differing == 1)
        #expect(tally.refused == 30 && tally.refusals.map(\.line) == Array(1...ImportTally.mostTold))
    }
}
