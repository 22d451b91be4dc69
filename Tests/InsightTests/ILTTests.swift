import Testing

@Suite struct `Insight into a training` {
    private func asked(_ configuration: String = #"{"fields":{"meetings":"/data/meetings"}}"#) -> Asked {
        Asked(type: "ilt.completed", configuration: configuration, time: "2026-03-20T23:30:00Z")
    }

    @Test(arguments: [
        (#""attendance_percent":80,"meetings":5"#, #"{"attended_percent":80,"meetings_attended":4}"#),
        (#""attendance_percent":"66.67","meetings":"3""#, #"{"attended_percent":66.67,"meetings_attended":2}"#),
        // Halves go up: 1 of 8 meetings is 12.5 %, which some systems write as 12 or 13.
        (#""attendance_percent":50,"meetings":5"#, #"{"attended_percent":50,"meetings_attended":3}"#),
        (#""attendance_percent":49.999,"meetings":1"#, #"{"attended_percent":49.999,"meetings_attended":0}"#),
        (#""attendance_percent":100,"meetings":0"#, #"{"attended_percent":100,"meetings_attended":0}"#),
        (
            #""attendance_percent":33.3,"meetings":1000000000"#,
            #"{"attended_percent":33.3,"meetings_attended":333000000}"#
        ),
        (#""attendance_percent":80"#, #"{"attended_percent":80}"#),
        (#""attendance_percent":80,"meetings":4.5"#, #"{"attended_percent":80}"#),
        (#""attendance_percent":80,"meetings":-4"#, #"{"attended_percent":80}"#),
        (#""attendance_percent":80,"meetings":1e18"#, #"{"attended_percent":80}"#),
        (#""attendance_percent":101,"meetings":5"#, #"{"attended_percent":101}"#),
        (#""attendance_percent":-1,"meetings":5"#, #"{"attended_percent":-1}"#),
        (#""attendance_percent":"most","meetings":5"#, "{}"), (#""meetings":5"#, "{}"),
    ])
    func `tells how many meetings were attended, where that is known`(data: String, expected: String) throws {
        #expect(try asked().insight("{\(data)}") == expected)
    }

    @Test func `knows no number of meetings by itself`() throws {
        #expect(
            try asked("{}").insight(#"{"attendance_percent":80,"meetings":5}"#) == #"{"attended_percent":80}"#
        )
    }

    @Test func `compares with the others of the session`() throws {
        var asked = asked()
        asked.figures = ["attendance": figures(value: "80", peers: #"{"counted":2,"mean":90,"above_average":false}"#)]
        #expect(
            try asked.insight(#"{"attendance_percent":80}"#)
                == #"{"attended_percent":80,"peers":{"counted":2,"mean":90,"above_average":false}}"#
        )
    }

    @Test(arguments: [
        ("2026-03-21", "UTC", true), ("2026-03-20", "UTC", true), ("2026-03-19", "UTC", false),
        // Half past eleven in UTC is the next day in Berlin.
        ("2026-03-20", "Europe/Berlin", false), ("2026-03-21", "Europe/Berlin", true),
        ("2026-03-20", "America/New_York", true), ("20260319", "UTC", false),
    ])
    func `is provisional until the session's last day is over`(end: String, zone: String, expected: Bool) throws {
        #expect(
            try asked(#"{"zone":"\#(zone)"}"#).insight(#"{"session_end_date":"\#(end)"}"#)
                == #"{"provisional":\#(expected)}"#
        )
    }

    @Test(arguments: [#""soon""#, #""2026-02-30""#, "null", #""""#, "20", "{}"])
    func `does not say so where the last day is not known`(end: String) throws {
        #expect(try asked().insight(#"{"session_end_date":\#(end)}"#) == "{}")
    }
}
