internal import Foundation
internal import PenstockJSON

/// A file that holds an event, or standard input.
struct EventFile {
    let bytes: [UInt8]
    let json: JSONValue

    /// - Parameter name: A path, or `-` for standard input.
    init(_ name: String) throws {
        do {
            bytes =
                name == "-"
                ? [UInt8](try FileHandle.standardInput.readToEnd() ?? Data())
                : [UInt8](try Data(contentsOf: URL(fileURLWithPath: name)))
        } catch {
            throw CommandFailure("\(name) cannot be read: \(error.localizedDescription)")
        }
        do throws(JSONError) {
            json = try JSONValue.parse(bytes)
        } catch {
            throw CommandFailure("\(name) is not JSON: \(error.message), at byte \(error.offset)")
        }
    }
}

extension JSONValue {
    /// The event of an answer to `GET /v1/events/{id}`, as a sender would post it; nil where its data is gone.
    var acceptedEvent: JSONValue? {
        guard self["data_removed"] == nil, self["type"] != nil else { return nil }
        var event: JSONObject = [:]
        for name in ["id", "source", "type", "subject", "time", "datacontenttype"] { event[name] = self[name] }
        for (name, value) in self["extensions"]?.objectValue ?? [:] { event[name] = value }
        event["data"] = self["data"]
        return .object(event)
    }
}
