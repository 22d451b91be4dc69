import Foundation
import InsightStages
import PenstockPluginKit
import PluginTesting
import Testing

/// What the transform makes of an event.
struct Asked {
    var type = "course.completed"
    var configuration = "{}"
    /// The day on which the event happened, in UTC, or a moment.
    var time = "2026-03-09T10:00:00Z"
    var figures: [String: String]? = [:]
    var body: String?
    var lacking: Set<String> = []

    func answer(_ data: String) throws -> Answer {
        let stage = try StageHarness(library, .transform, "insight", with: configuration, lacking: lacking)
        var message = body.map { TestMessage(body: $0, data: data) } ?? TestMessage(data: data)
        message.type = type
        message.time = time
        message.timeMicroseconds = try #require(microseconds(time))
        var call = TestCall()
        call.figures = figures
        return try stage.transform(message, call)
    }

    /// The object that was added; what it has is compared as text, so that no number is rounded.
    func insight(_ data: String, at place: String = "/data/insight") throws -> String {
        let answer = try answer(data)
        try #require(answer.verdict == 0, "\(answer)")
        return try #require(member(place, of: answer.text), "there is nothing at \(place) of \(answer.text)")
    }
}

/// The text of a member of a JSON text that was written without white space around it.
private func member(_ place: String, of text: String) -> String? {
    var rest = text[...]
    for name in place.split(separator: "/") {
        guard let range = rest.range(of: "\"\(name)\":", options: .backwards) else { return nil }
        rest = rest[range.upperBound...]
    }
    var depth = 0
    for index in rest.indices {
        switch rest[index] {
        case "{", "[": depth += 1
        case "}", "]":
            depth -= 1
            if depth == 0 { return String(rest[...index]) }
        default: break
        }
    }
    return nil
}

func microseconds(_ time: String) -> Int64? {
    (try? Date(time, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) * 1_000_000 }
}

/// The figures of a measure, as the host writes them.
func figures(
    value: String? = nil,
    peers: String = #"{"counted":0}"#,
    own: String = #"{"count":0}"#,
    started: String? = nil
)
    -> String
{
    "{" + (value.map { #""value":\#($0),"# } ?? "") + #""peers":\#(peers),"own":\#(own)"#
        + (started.map { #","started":"\#($0)""# } ?? "") + "}"
}
