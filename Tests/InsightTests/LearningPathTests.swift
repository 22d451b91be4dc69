import Testing

@Suite struct `Insight into a learning path` {
    private func asked(_ figures: String? = nil) -> Asked {
        Asked(type: "learning_path.completed", figures: figures.map { ["days": $0] } ?? [:])
    }

    private let data = #"{"enrollment_date":"2026-01-12","date":"2026-03-27"}"#

    @Test func `counts from the start that an event told of`() throws {
        let peers = #"{"counted":2,"mean":60,"median":60.5,"percentile":50}"#
        #expect(
            try asked(figures(value: "54", peers: peers, started: "2026-02-01")).insight(data)
                == #"{"days_in_path":54,"started_at":"2026-02-01","path_median_days":60.5,"pace":0.8926,"#
                + #""peers":{"counted":2,"mean":60,"median":60.5,"percentile":50}}"#
        )
    }

    @Test func `counts from the enrolment where none did`() throws {
        #expect(
            try asked(figures(value: "74")).insight(data)
                == #"{"days_in_path":74,"started_at":"2026-01-12","peers":{"counted":0}}"#
        )
        #expect(try asked().insight(data) == #"{"days_in_path":74,"started_at":"2026-01-12"}"#, "without a measure")
    }

    @Test func `reads days that the catalog does not`() throws {
        #expect(
            try asked(figures()).insight(#"{"enrollment_date":"20260112","date":20260327}"#)
                == #"{"days_in_path":74,"started_at":"2026-01-12","peers":{"counted":0}}"#
        )
    }

    @Test(arguments: [
        (#"{"enrollment_date":"2026-01-12"}"#, #"{"started_at":"2026-01-12"}"#), (#"{"date":"2026-03-27"}"#, "{}"),
        (#"{"enrollment_date":"2026-03-28","date":"2026-03-27"}"#, #"{"started_at":"2026-03-28"}"#),
        (#"{"enrollment_date":"2026-03-27","date":"2026-03-27"}"#, #"{"days_in_path":0,"started_at":"2026-03-27"}"#),
        (#"{"enrollment_date":"2025-02-29","date":"2026-03-27"}"#, "{}"),
        (#"{"enrollment_date":"2024-02-28","date":"2024-03-01"}"#, #"{"days_in_path":2,"started_at":"2024-02-28"}"#),
        (#"{"enrollment_date":"1900-02-28","date":"1900-03-01"}"#, #"{"days_in_path":1,"started_at":"1900-02-28"}"#),
        (#"{"enrollment_date":"0000-01-01","date":"0000-03-01"}"#, #"{"days_in_path":60,"started_at":"0000-01-01"}"#),
        (#"{"enrollment_date":"9999-12-30","date":"9999-12-31"}"#, #"{"days_in_path":1,"started_at":"9999-12-30"}"#),
        (#"{"enrollment_date":null,"date":[]}"#, "{}"),
    ])
    func `leaves out what cannot be counted`(data: String, expected: String) throws {
        #expect(try asked().insight(data) == expected)
    }

    @Test(arguments: [
        ("30", "60", #""pace":0.5,"#), ("0", "60", #""pace":0,"#), ("100", "3", #""pace":33.3333,"#),
        ("200", "3", #""pace":66.6667,"#), ("1", "80000", #""pace":0,"#), ("1", "20000", #""pace":0.0001,"#),
        ("5", "0", ""),
        ("-5", "60", ""), ("5", "-60", ""), ("1e15", "60", #""pace":16666666666666.6667,"#), ("1e17", "60", ""),
    ])
    func `tells the pace, as a part of the median`(days: String, median: String, expected: String) throws {
        let insight = try asked(figures(value: days, peers: #"{"counted":5,"median":\#(median)}"#)).insight("{}")
        #expect(
            insight
                == #"{"days_in_path":\#(days),"path_median_days":\#(median),\#(expected)"peers":{"counted":5,"median":\#(median)}}"#
        )
    }
}
