import PenstockJSON
import PenstockPipelines
import Testing

@Suite struct `Event selectors` {
    @Test(arguments: [
        ("course.completed", "course.completed", true), ("course.completed", "course.complete", false),
        ("course.*", "course.completed", true), ("course.*", "course.completed.late", true),
        ("course.*", "course.", true),
        ("course.*", "course", false), ("*", "", true), ("*.completed", "ilt.completed", true),
        ("*.completed", "ilt.completed.late", false), ("a*b*c", "abc", true), ("a*b*c", "a1b2b3c", true),
        ("a*b*c", "acb", false), ("ab*ba", "aba", false), ("**", "x", true), ("*é*", "caféine", true),
    ])
    func `match whole texts, with stars for any run of characters`(pattern: String, text: String, matches: Bool) {
        #expect(Glob(pattern).matches(text) == matches)
    }

    static let cases: [(EventSelector, String, String?, Bool, String)] = [
        (EventSelector(types: ["course.completed"]), "course.completed", nil, true, "type course.completed is named"),
        (
            EventSelector(types: ["certification.*"]), "course.completed", nil, false,
            "type course.completed is not among certification.*"
        ),
        (EventSelector(types: ["a", "course.*"]), "course.started", "x", true, "type course.started matches course.*"),
        (
            EventSelector(types: ["*"]), "penstock.delivery.dead", nil, false,
            "type penstock.delivery.dead is not among *: a star never matches a penstock. type, which must be named"
        ),
        (
            EventSelector(types: ["p*"]), "penstock.delivery.dead", nil, false,
            "type penstock.delivery.dead is not among p*: a star never matches a penstock. type, which must be named"
        ),
        (
            EventSelector(types: ["penstock.*"]), "penstock.delivery.dead", nil, true,
            "type penstock.delivery.dead matches penstock.*"
        ),
        (
            EventSelector(types: ["a"], subjects: ["course/X", "course/Y"]), "a", "course/Z", false,
            "subject course/Z is not among course/X, course/Y"
        ),
        (
            EventSelector(types: ["a"], subjects: ["course/*"], except: ["course/X"]), "a", "course/X", false,
            "subject course/X is excepted"
        ),
        (
            EventSelector(types: ["a"], except: ["course/X*"]), "a", "course/XY", false,
            "subject course/XY is excepted by course/X*"
        ),
        (
            EventSelector(types: ["a"], subjects: ["course/*"]), "a", "course/X", true,
            "type a is named, subject course/X matches course/*"
        ),
        (
            EventSelector(types: ["a"], subjects: ["course/X"]), "a", nil, false,
            "the event has no subject, and only course/X is wanted"
        ),
        (EventSelector(types: ["a"], except: ["course/X"]), "a", nil, true, "type a is named"),
    ]

    @Test(arguments: cases)
    func `decide and say why`(selector: EventSelector, type: String, subject: String?, matches: Bool, reason: String) {
        #expect(selector.matches(type: type, subject: subject) == matches)
        #expect(selector.explain(type: type, subject: subject) == reason)
    }

    @Test(arguments: cases.map(\.0))
    func `come back from their JSON`(selector: EventSelector) throws {
        #expect(try EventSelector(json: JSONValue.parse(selector.json.text)) == selector)
    }

    @Test(arguments: [[:], ["on": "a"], ["on": [1]], ["on": ["a"], "subject": "x"]] as [JSONValue])
    func `refuse other JSON`(json: JSONValue) {
        #expect(throws: JSONError.self) { try EventSelector(json: json) }
    }

    @Test func `are found by a matcher as one by one`() {
        let types = ["course.completed", "course.started", "penstock.delivery.dead", "ilt.completed", "x"]
        let subjects: [String?] = [nil, "course/X", "course/Y", "ilt/X"]
        let patterns = types + ["*", "course.*", "*.completed", "penstock.*"]
        var selectors: [EventSelector?] = [nil]
        for pattern in patterns {
            selectors.append(EventSelector(types: [pattern]))
            selectors.append(EventSelector(types: [pattern, "x"], subjects: ["course/X", "course/Y", "course/X"]))
            selectors.append(EventSelector(types: [pattern], subjects: ["course/*"], except: ["course/Y"]))
            selectors.append(EventSelector(types: [pattern], except: ["*/X"]))
        }
        let matcher = Matcher(selectors)
        // Twice, because the second time some answers are remembered.
        for type in types + types {
            for subject in subjects {
                let expected = selectors.indices.filter {
                    selectors[$0]?.matches(type: type, subject: subject) ?? false
                }
                #expect(matcher.pipelines(type: type, subject: subject) == expected)
            }
        }
    }

    @Test func `are found for more types than a matcher remembers`() {
        let matcher = Matcher([EventSelector(types: ["a.*"]), EventSelector(types: ["*"])])
        for number in 0..<10_000 {
            #expect(matcher.pipelines(type: "a.\(number)", subject: nil) == [0, 1])
        }
    }
}
