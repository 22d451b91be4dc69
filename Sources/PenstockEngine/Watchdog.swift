internal import Logging
internal import PenstockCore
internal import PenstockPlugins
internal import Synchronization

/// Watches the calls into plugins, and starts the host anew when one does not come back: a thread that hangs in a
/// stranger's code cannot be freed in any other way.
final class Watchdog: Sendable {
    private let dispatcher: Dispatcher
    private let inFlight: InFlight
    private let writer: Writer
    private let logger: Logger
    private let alarm = Alarm()
    private let isStopping = Atomic(false)

    /// How long attempts in flight may take to end, and outcomes to be written, before the host starts anew.
    private static let patience = Duration.milliseconds(500)
    private static let look = Duration.milliseconds(10)

    init(dispatcher: Dispatcher, inFlight: InFlight, writer: Writer, logger: Logger) {
        self.dispatcher = dispatcher
        self.inFlight = inFlight
        self.writer = writer
        self.logger = logger
    }

    /// The body of its thread; returns after ``stop()``.
    func run() {
        var watch = HangWatch()
        while !isStopping.load(ordering: .acquiring) {
            alarm.wait(atMost: watch.pace)
            guard let hung = watch.tick(CrashRecorder.readings()), let restart = CrashRecorder.recordHang(hung) else {
                continue
            }
            dispatcher.stopTaking(.hang, true)
            var waited = Duration.zero
            while inFlight.count > 0 || writer.load.operations > 0, waited < Self.patience {
                alarm.wait(atMost: Self.look)
                waited += Self.look
            }
            guard !isStopping.load(ordering: .acquiring) else { return }
            logger.error("a call into a plugin does not come back; starting anew")
            restart()
        }
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        alarm.signal()
    }
}
