internal import ArgumentParser
internal import Logging
internal import PenstockCatch
internal import PenstockCore
internal import PenstockPipelines
internal import ServiceLifecycle
internal import UnixSignals

struct CatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catch",
        abstract: "Receive webhooks and print what arrives: a receiver for developers.",
        discussion: """
            Needs no server. Answers every method at every path with 200, or fails as it is told; with a secret it \
            verifies each signature and says why one does not hold. A CloudEvents sender that asks with OPTIONS whether \
            it may send is told that it may. Requests go to standard output, all else to standard error. Ctrl-C ends it \
            with a summary.

            Examples:
              penstock catch --port 9902 --secret-env HR_SECRET
              penstock catch --port 9902 --fail 503:3 --retry-after 30
              penstock catch --fail 503:2 --fail reset:1 --count 10 --json

            Exit codes: 0 ended as asked, 1 it could not listen, 2 wrong usage.
            """
    )

    @Option(help: "The port; 0 takes one that is free and says which.")
    var port = 0

    @Option(help: "The address to listen on; anything but loopback is reachable for others.")
    var host = "127.0.0.1"

    @Option(help: "The status of a good answer.")
    var status = 200

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Fail: a status or 'reset', so many times, as in 503:3; for ever without a number. Several follow one another.",
            valueName: "failure"
        )
    )
    var fail: [CatchPlan.Step] = []

    @Flag(help: "Reset every connection without an answer; the same as --fail reset.")
    var reset = false

    @Option(help: "How long each answer waits, such as 2s.", transform: SignatureOptions.duration)
    var delay: Duration = .zero

    @Option(help: ArgumentHelp("Ask with each failure to wait so long.", valueName: "seconds"))
    var retryAfter: Int?

    @Option(help: "The body of each answer.")
    var body = ""

    @Option(help: "End after so many requests.")
    var count: Int?

    @Option(help: ArgumentHelp("The largest body that is taken, in bytes.", valueName: "bytes"))
    var maxBody = 1 << 20

    @OptionGroup var signature: SignatureOptions
    @Flag(name: .customLong("json"), help: "Print JSON for programs, an object a line.")
    var isJSON = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("a port is a number from 0 to 65535") }
        guard (200..<300).contains(status) else {
            throw ValidationError("--status is that of a good answer, from 200 to 299; --fail is for the others")
        }
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count takes a number from 1") }
        guard maxBody >= 0 else { throw ValidationError("--max-body takes a number from 0") }
        guard retryAfter.map({ $0 >= 0 }) ?? true else { throw ValidationError("--retry-after takes seconds from 0") }
    }

    func run() async throws {
        var logger = Logger(label: "penstock.catch") { _ in ErrorStreamLog(level: .error, isJSON: false) }
        logger.logLevel = .error
        let ending = EndAfter(count)
        let receiver = CatchDesk(plan, signature, secret: try signature.givenSecret(), isJSON: isJSON)
        let (host, isLoopback) = (host, ListenAddress(host: host, port: port).isLoopback)
        let server = CatchServer(
            at: .init(host: host, port: port),
            bodyLimit: maxBody,
            now: { .now },
            logger: logger,
            onListening: { port in
                let place = host.contains(":") ? "[\(host)]" : host
                Terminal.error.write("penstock catches at http://\(place):\(port)\n")
                if !isLoopback { Terminal.error.write("note: others can reach it too\n") }
            },
            decide: receiver.take,
            answered: ending.count
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: server),
                    .init(service: ending, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch let failure as CatchFailure {
            throw CommandFailure("\(failure.description); choose another with --port")
        }
        Terminal.error.write("\n\(receiver.summary)\n")
    }

    private var plan: CatchPlan {
        var plan = CatchPlan()
        plan.steps = fail + (reset ? [.init(.reset)] : [])
        (plan.status, plan.delay, plan.retryAfter) = (status, delay, retryAfter)
        plan.body = body
        return plan
    }
}

extension CatchPlan.Step: ExpressibleByArgument {
    /// Reads `503`, `503:3` or `reset:1`.
    public init?(argument: String) {
        guard let step = try? CatchPlan.Step(argument) else { return nil }
        self = step
    }
}
