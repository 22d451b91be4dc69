import Testing

@testable import PenstockImport

@Suite struct `A table` {
    @Test(
        arguments: [
            ("a,b\r\n1,2\r\n", [#"2: {"a":"1","b":"2"}"#]),
            ("a,b\n1,2", [#"2: {"a":"1","b":"2"}"#]),
            ("\u{FEFF}a,b\n1,2\n", [#"2: {"a":"1","b":"2"}"#]),
            ("a;b\n1,5;2\n", [#"2: {"a":"1,5","b":"2"}"#]),
            ("a\tb\n1\t2\n", [#"2: {"a":"1","b":"2"}"#]),
            ("a|b\n1|2\n", [#"2: {"a":"1","b":"2"}"#]),
            ("\"a,b\";c\n1;2\n", [#"2: {"a,b":"1","c":"2"}"#]),
            ("a\n\n1\n\r\n2\n", [#"3: {"a":"1"}"#, #"5: {"a":"2"}"#]),
            ("\n\na,b\n,\n", [#"4: {"a":"","b":""}"#]),
            (" a , b\n 1 ,2\n", [#"2: {"a":" 1 ","b":"2"}"#]),
            (#"a,b\#n"say ""hi""","1\#n2"\#n3,4"#, [#"2: {"a":"say \"hi\"","b":"1\n2"}"#, #"4: {"a":"3","b":"4"}"#]),
            ("a,b\n\"\",\"x\"\r\n", [#"2: {"a":"","b":"x"}"#]),
            ("a,b\n1\r2,3\n", [#"2: {"a":"1\r2","b":"3"}"#]),
            ("a,b\n", []),
            ("größe\n7\n", [#"2: {"größe":"7"}"#]),
        ]
    )
    func `is rows with a text for each column`(text: String, rows: [String]) {
        #expect(readAll(CSVReader(), text) == rows)
    }

    @Test func `takes the delimiter that it is told`() {
        #expect(readAll(CSVReader(delimiter: .semicolon), "a,b;c\n1,2;3\n") == [#"2: {"a,b":"1,2","c":"3"}"#])
    }

    // MARK: What is refused, one row at a time

    @Test(
        arguments: [
            ("a,b\n1\n2,3\n", "2! the row has 1 cell, and the first line names 2 columns"),
            ("a,b\n1,2,3\n2,3\n", "2! the row has 3 cells, and the first line names 2 columns"),
            ("a,b\n1\",2\n2,3\n", "2! a quote stands inside a cell that does not begin with one"),
            ("a,b\n\"1\"x,2\n2,3\n", "2! a closing quote is followed by more text"),
        ]
    )
    func `refuses a row that is none, and goes on`(text: String, refusal: String) {
        #expect(readAll(CSVReader(), text) == [refusal, #"3: {"a":"2","b":"3"}"#])
    }

    @Test func `refuses a cell in another encoding, and says what to do`() {
        let bytes = Array("a,b\nx,".utf8) + [0xE4] + Array("\n1,2\n".utf8)
        let refusal = "2! the cell 'b' is not UTF-8: iconv -f WINDOWS-1252 -t UTF-8 FILE"
        #expect(readAll(CSVReader(), bytes) == [refusal, #"3: {"a":"1","b":"2"}"#])
    }

    @Test func `refuses a cell that is too long`() {
        let long = String(repeating: "x", count: RowBounds.cell + 1)
        let found = readAll(CSVReader(), "a,b\n\(long),1\n1,2\n")
        #expect(found == ["2! the cell 'a' has more than 64 KiB", #"3: {"a":"1","b":"2"}"#])
    }

    // MARK: What ends it

    @Test(
        arguments: [
            ("", "fault in line 1: the file is empty; its first line names the columns"),
            ("\n\n", "fault in line 3: the file is empty; its first line names the columns"),
            ("a,b,a\n1,2,3\n", "fault in line 1: two columns are named 'a'"),
            ("a,,b\n1,2,3\n", "fault in line 1: column 2 has no name in the first line"),
            ("a\"b,c\n1,2\n", "fault in line 1: a quote stands inside a cell that does not begin with one"),
            ("a\n\"1\n2\n", "fault in line 2: a quote of the row that begins here is never closed"),
        ]
    )
    func `ends where nothing behind can be understood`(text: String, fault: String) {
        #expect(readAll(CSVReader(), text) == [fault])
    }

    @Test func `ends at a header that names too much`() {
        let many = (0...RowBounds.columns).map { "c\($0)" }.joined(separator: ",")
        #expect(readAll(CSVReader(), many) == ["fault in line 1: the first line names more than 1000 columns"])
        let long = String(repeating: "x", count: 1_025)
        #expect(readAll(CSVReader(), long) == ["fault in line 1: the name of column 1 is longer than 1024 bytes"])
        let latin: [UInt8] = [0x61, 0x2C, 0xE4, 0x0A]
        #expect(
            readAll(CSVReader(), latin) == ["fault in line 1: the name of column 2 is not UTF-8: iconv -t UTF-8 FILE"]
        )
    }

    @Test func `ends at a row that never ends, whatever is behind it`() {
        let text = "a,b\n1,2\n\"" + String(repeating: "x\n", count: RowBounds.row)
        let fault = "fault in line 3: the row that begins here has more than 256 KiB; is a quote never closed?"
        for piece in [7_919, 64 << 10, Int.max] {
            #expect(readAll(CSVReader(), text, piece: piece) == [#"2: {"a":"1","b":"2"}"#, fault])
        }
    }

    @Test func `is not read in UTF-16`() {
        let fault = "fault in line 1: the file is UTF-16, and only UTF-8 is read: iconv -f UTF-16 -t UTF-8 FILE"
        #expect(readAll(CSVReader(), [0xFF, 0xFE, 0x61, 0x00]) == [fault])
        #expect(readAll(LineReader(), [0xFE, 0xFF, 0x00, 0x61]) == [fault])
    }

    @Test(
        arguments: [
            "a,b\r\n\"1\r\n2\",3\r\n4,5\r\n\r\n6\n\"7\"x\n8\"\n9,10", "\u{FEFF}\"a\";b\n1;\"\"\"\"\n2;\"", "\n\n\n",
            "a\r\n\"\"\r\n\"x\"\r\n",
        ]
    )
    func `reads the same however it is cut`(text: String) {
        let whole = readAll(CSVReader(), text)
        for piece in 1...9 { #expect(readAll(CSVReader(), text, piece: piece) == whole) }
    }
}
