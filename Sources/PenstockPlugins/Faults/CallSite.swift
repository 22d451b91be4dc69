internal import CPenstockRecorder
internal import PenstockJSON
internal import Synchronization

/// A place from which a plugin is called, known to the crash recorder. Costs a few stores a call.
struct CallSite: Sendable {
    let number: UInt32

    /// Records nothing: for code that is not a stranger's, and for what the tables have no room for.
    static let unrecorded = CallSite(number: 0)

    /// How long a call of a stage may take unless its `timeout` says otherwise.
    static let standardLimit = Duration.seconds(5)

    private struct Known {
        var numbers: [String: UInt32] = [:]
        /// Of those that are not the standard one.
        var limits: [UInt32: Duration] = [:]
    }

    private static let known = Mutex(Known())

    private init(number: UInt32) { self.number = number }

    /// The place of a plugin as a whole.
    init(ofPlugin plugin: UInt32) {
        self.init(plugin, .object([:]), text: "")
    }

    /// The place of a configured stage.
    init(_ type: StageType, _ setup: StageSetup) {
        let stage = "\(setup.stage) (\(type.id))"
        self.init(
            type.origin.record,
            .object([
                "pipeline": .string(setup.pipeline), "stage": .string(setup.stage), "type": .string(type.id),
                "kind": .string(type.kind.rawValue),
            ]),
            text: " at \(stage) of the pipeline \(setup.pipeline)"
        )
        guard number != 0 else { return }
        let number = number
        Self.known.withLock { $0.limits[number] = setup.timeout }
    }

    /// The same place is taken into the table once, however often the pipelines are read.
    private init(_ plugin: UInt32, _ description: JSONValue, text: String) {
        guard plugin != 0 else {
            self = .unrecorded
            return
        }
        let json = description.text
        number = Self.known.withLock { known in
            let key = "\(plugin) \(json)"
            if let number = known.numbers[key] { return number }
            let number = unsafe recorder_add_site(plugin, json, text)
            known.numbers[key] = number
            return number
        }
    }

    static func limit(of number: UInt32) -> Duration {
        known.withLock { $0.limits[number] } ?? standardLimit
    }

    /// Calls into the plugin, noting that this thread is inside.
    /// - Parameter delivery: The number of the delivery that the call is about; 0 for none.
    @inline(__always)
    func recorded<R>(_ operation: PluginOperation, about delivery: UInt64 = 0, _ call: () -> R) -> R {
        let before = recorder_enter(number, operation.code, delivery)
        defer { recorder_leave(before) }
        return call()
    }
}
