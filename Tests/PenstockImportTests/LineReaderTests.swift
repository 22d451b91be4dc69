import Testing

@testable import PenstockImport

@Suite struct `Lines of JSON` {
    @Test func `are a row each, without blank ones and line ends of any kind`() {
        let text = "\u{FEFF}{\"a\":1}\r\n\n \t\r\n{\"b\":2}\nnot json"
        for piece in [1, 2, 3, 5, Int.max] {
            #expect(
                readAll(LineReader(), text, piece: piece) == [#"1: {"a":1}"#, #"4: {"b":2}"#, "5: not json"]
            )
        }
        #expect(readAll(LineReader(), "").isEmpty)
    }

    @Test func `are refused where they are too long, and those behind are not`() {
        let long = String(repeating: "x", count: RowBounds.row)
        let refusal = "2! the line has more than 256 KiB; a row is one JSON value on a line"
        for piece in [10_007, 64 << 10, Int.max] {
            let found = readAll(LineReader(), "{}\n\(long)x\n[]\n\(long)", piece: piece)
            #expect(found == ["1: {}", refusal, "3: []", "4: \(long)"])
        }
        #expect(readAll(LineReader(), "{}\n\(long)xx", piece: 1_009) == ["1: {}", refusal])
    }
}
