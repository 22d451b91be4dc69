package import PenstockCore
internal import PenstockJSON

/// A crash or a hang, as it was written down when it happened.
package struct FaultRecord: Sendable, Equatable {
    /// The plugin that was to blame.
    package struct Culprit: Sendable, Equatable {
        /// The library's id; nil when it crashed before it could tell.
        package var id: String?
        package var file: String
        /// SHA-256 of the file.
        package var digest: String

        package var name: String { id ?? file }
    }

    /// The stage that was called.
    package struct Site: Sendable, Equatable {
        package var pipeline: String
        /// The stage's name, or its position such as `stages/2`.
        package var stage: String
        /// The id of the stage type.
        package var type: String

        /// As stages are labelled everywhere: `stages/0 (match)`.
        package var label: String { "\(stage) (\(type))" }
    }

    /// `SIGSEGV` and the like; nil for a hang.
    package var signal: String?
    /// Nil when it was the host itself.
    package var culprit: Culprit?
    /// Nil outside of a stage's call.
    package var site: Site?
    /// What was called, such as `filter`; empty for a thread of the plugin's own.
    package var operation: String
    package var time: Timestamp
    /// The one that the call was about, or all that the plugin had in flight.
    package var deliveries: [DeliveryID]

    package init(
        signal: String?,
        culprit: Culprit?,
        site: Site? = nil,
        operation: String = "",
        time: Timestamp = Timestamp(microseconds: 0),
        deliveries: [DeliveryID] = []
    ) {
        self.signal = signal
        self.culprit = culprit
        self.site = site
        self.operation = operation
        self.time = time
        self.deliveries = deliveries
    }

    /// What became of the stage, as a stable word for programs.
    package var code: String { signal == nil ? "plugin-hung" : "plugin-crashed" }

    /// What happened, for people; without a full stop.
    package var sentence: String {
        guard let culprit else { return "Penstock itself crashed (\(signal ?? "?")), in no plugin" }
        let what = signal.map { "crashed (\($0))" } ?? "hung"
        let place: String
        if let site {
            place = " in \(operation) at \(site.label)"
        } else if operation.isEmpty {
            place = " in a thread of its own"
        } else {
            place = " in \(operation)"
        }
        return "the plugin \(culprit.name) \(what)\(place)"
    }
}

// MARK: - A line of the file

extension FaultRecord {
    /// Reads a record as the recorder writes it; nil for anything else.
    init?(_ line: JSONValue) {
        guard let kind = line["fault"]?.stringValue, kind == "crash" || kind == "hang" else { return nil }
        signal = kind == "hang" ? nil : line["signal"]?.stringValue ?? "?"
        operation = line["op"]?.stringValue ?? ""
        time = Timestamp(microseconds: line["time_us"]?.numberValue?.int64 ?? 0)
        deliveries = (line["deliveries"]?.arrayValue ?? []).compactMap { $0.numberValue?.int64.map(DeliveryID.init) }
        culprit = line["plugin"].flatMap { plugin in
            guard let digest = plugin["sha256"]?.stringValue, let file = plugin["file"]?.stringValue else { return nil }
            return Culprit(id: plugin["id"]?.stringValue, file: file, digest: digest)
        }
        site = line["site"].flatMap { site in
            guard let pipeline = site["pipeline"]?.stringValue, let stage = site["stage"]?.stringValue,
                let type = site["type"]?.stringValue
            else { return nil }
            return Site(pipeline: pipeline, stage: stage, type: type)
        }
    }
}
