import CPenstock
import Foundation
import Glibc
import Logging
import PenstockCore
import PenstockPlugins

/// Times calls of the stages in `nothing.c`: its functions alone, through the host's calls, and through a worker.
@main
struct StageCalls {
    /// Deliveries that the engine runs through a stage at once.
    private static let slice = 64

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("usage: bench-stage-calls PLUGIN COPIES; Benchmarks/stage-calls/run starts it")
            exit(2)
        }
        let plugin = arguments[1]
        print("one call" + String(repeating: " ", count: 34) + "ns  allocations")
        report("C function alone", try alone(plugin), calls: 50_000_000)
        for (isolation, name, calls) in [
            (PluginIsolation.none, "in the host", 10_000_000), (.process, "in a worker", 50_000),
        ] {
            let types = try load(plugin, copies: arguments[2], isolation)
            let filter = try instance(of: types.stageType(.filter, "com.example.nothing"))
            let copy = try instance(of: types.stageType(.transform, "com.example.copy"))
            let frames = (0..<slice).map { _ in frame() }
            report("filter \(name)", { _ = filter.run(frames[0]) }, calls: calls)
            report("transform of 370 B \(name)", { _ = copy.run(frames[0]) }, calls: calls)
            var verdicts = [StageVerdict](repeating: .pass, count: slice)
            report(
                "filter \(name), \(slice) at once",
                { filter.run(frames, &verdicts) },
                calls: calls / slice * 4,
                events: slice
            )
        }
    }

    /// The filter of the plugin's table, called as C calls it.
    private static func alone(_ path: String) throws -> () -> Void {
        typealias Entry = @convention(c) (UnsafePointer<penstock_host_info>) -> UnsafePointer<penstock_library>?
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL),
            let symbol = unsafe dlsym(handle, "penstock_plugin_v1")
        else { throw PluginRefusal("\(path) cannot be loaded") }
        let info = UnsafeMutablePointer<penstock_host_info>.allocate(capacity: 1)
        guard let table = unsafe unsafeBitCast(symbol, to: Entry.self)(info),
            let filter = unsafe table.pointee.stages[0].pointee.ops.pointee.filter
        else { throw PluginRefusal("\(path) has no filter") }
        let message = UnsafeMutablePointer<penstock_message>.allocate(capacity: 1)
        let call = UnsafeMutablePointer<penstock_call>.allocate(capacity: 1)
        return { _ = unsafe filter(nil, message, call) }
    }

    private static func load(_ path: String, copies: String, _ isolation: PluginIsolation) throws -> PluginSet {
        let loader = PluginLoader(
            copies: try PrivateCopies(directory: copies),
            version: "0.0.0",
            policy: PlacementPolicy(strangers: isolation),
            worker: .beside(PluginFinder.executable)
        )
        var set = PluginSet()
        set.add(try loader.load(try CheckedFile(path: path)))
        return set
    }

    private static func instance(of type: StageType?) throws -> StageInstance {
        let services = HostServices(logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let setup = StageSetup(pipeline: "bench", stage: "stages/0", services: services)
        guard let stage = type?.configure(Array("{}".utf8), setup).stage else {
            throw PluginRefusal("the stage was not configured")
        }
        return try stage.instance(onThread: 0)
    }

    private static func frame() -> MessageFrame {
        let data = String(repeating: "x", count: 310)
        let json = Array(#"{"data":{"score":80,"text":"\#(data)"}}"#.utf8)
        let event = Event(
            sequence: EventSequence(1),
            id: "evt-1",
            source: "/bench",
            type: "course.completed",
            subject: "course/WS-101",
            time: Timestamp(microseconds: 0),
            dataContentType: "application/json",
            extensions: [],
            json: json,
            dataRange: 8..<json.count - 1,
            acceptedAt: Timestamp(microseconds: 0),
            contradiction: nil,
            revision: RevisionID(1)
        )
        let delivery = ClaimedDelivery(
            id: DeliveryID(1),
            pipeline: PipelineID(1),
            event: event,
            createdAt: event.acceptedAt
        )
        let frame = MessageFrame()
        frame.load(delivery, id: "dlv_x_1", replayOf: nil, pipeline: "bench", budget: .seconds(5))
        return frame
    }

    /// Prints the least of five rounds: what disturbs a round only makes it longer.
    private static func report(_ name: String, _ body: () -> Void, calls: Int, events: Int = 1) {
        for _ in 0..<max(calls / 100, 10) { body() }
        var best = Double.infinity
        var allocations = 0.0
        for _ in 0..<5 {
            let before = allocationCount()
            let start = ContinuousClock.now
            for _ in 0..<calls / 5 { body() }
            let taken = ContinuousClock.now - start
            let all = Double(calls / 5 * events)
            best = min(best, Double(taken / .nanoseconds(1)) / all)
            allocations = Double(allocationCount() - before) / all
        }
        print(
            name.padding(toLength: 36, withPad: " ", startingAt: 0)
                + String(format: "%8.1f %12.2f", best, allocations)
        )
    }

    private static let counter: (@convention(c) () -> UInt)? = {
        guard let symbol = unsafe dlsym(nil, "allocation_count") else { return nil }
        return unsafe unsafeBitCast(symbol, to: (@convention(c) () -> UInt).self)
    }()

    /// What was allocated so far in this process; 0 where nobody counts.
    private static func allocationCount() -> UInt { counter?() ?? 0 }
}
