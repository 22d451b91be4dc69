internal import CIsolation
internal import Glibc
internal import PenstockWire

/// The process in which an isolated plugin runs: it loads one library and does what the host says.
///
/// Started by the host alone, which passes sockets as descriptors 3, 4 …; it ends when they are closed. A crash of the
/// plugin ends it too: that is what it is for.
@main
struct Main {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 8, let parent = Int32(arguments[3]), let channels = Int32(arguments[4]),
            let memory = UInt64(arguments[5]), let files = UInt64(arguments[6]), let seconds = UInt64(arguments[7])
        else {
            complain("penstock-worker is started by penstock, for plugins that it isolates")
            exit(2)
        }
        let limits = cisolation_limits(memory: memory, files: files, cpu_seconds: seconds)
        guard cisolation_confine(parent, limits) else { _exit(0) }

        let control = FrameSocket(WireLimits.control)
        let outbox = Outbox(control)
        do throws(LoadingFailure) {
            let library = try LoadedLibrary(path: arguments[1], hostVersion: arguments[2])
            outbox.send { library.describe(into: &$0) }
            let services = ServiceLine(FrameSocket(WireLimits.services))
            let registry = Registry(library, outbox: outbox, services: services)
            for index in 0..<channels {
                startThread { ChannelLoop(FrameSocket(WireLimits.firstChannel + index, spins: true), registry).run() }
            }
            ControlLoop(control, outbox, registry).run()
        } catch {
            outbox.send { writer in
                let mark = writer.begin(.refused)
                writer.put(error.sentence)
                writer.end(mark)
            }
        }
        // Threads of the plugin may still run, and must not meet destructors.
        _exit(0)
    }

    private static func complain(_ sentence: String) {
        var line = sentence + "\n"
        line.withUTF8 { text in _ = unsafe write(2, text.baseAddress, text.count) }
    }
}
