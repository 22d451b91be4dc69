import PenstockCore
import PenstockJSON
import Testing

@Suite struct `New events` {
    @Test func `become CloudEvents JSON with their data as it was sent`() throws {
        let data = Array(#"{"score": 8.50}"#.utf8)
        let event = NewEvent(
            id: nil,
            source: "/api",
            type: "course.completed",
            subject: "course/WS-101",
            time: Timestamp(microseconds: 0),
            extensions: [EventExtension(name: "traceparent", value: "00-ab")],
            data: data,
            acceptedAt: Timestamp(microseconds: 1),
            revision: RevisionID(1)
        )
        let (json, range) = event.json(id: #"a"b"#)
        #expect(Array(json[range]) == data)
        #expect(
            try JSONValue.parse(json) == [
                "specversion": "1.0", "id": #"a"b"#, "source": "/api", "type": "course.completed",
                "subject": "course/WS-101", "time": "1970-01-01T00:00:00Z", "traceparent": "00-ab",
                "datacontenttype": "application/json", "data": ["score": 8.5],
            ]
        )
    }

    @Test func `without data have none in their JSON`() throws {
        let event = NewEvent(
            id: nil,
            source: "/api",
            type: "x",
            subject: nil,
            time: Timestamp(microseconds: 0),
            data: nil,
            acceptedAt: Timestamp(microseconds: 0),
            revision: RevisionID(1)
        )
        let (json, range) = event.json(id: "1")
        #expect(range.isEmpty)
        #expect(try JSONValue.parse(json)["data"] == nil)
    }
}
