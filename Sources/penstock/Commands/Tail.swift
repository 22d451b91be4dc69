internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON

struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch events come in and deliveries end, as it happens.",
        discussion: """
            Talks to a running server, until Ctrl-C or until the server stops. Shows what happens from now on; what \
            was before is in `penstock events` and `penstock deliveries`. Where more happens than can be shown, some \
            of it is left out, and a line says how much.

            Examples:
              penstock tail --state dead,held
              penstock tail --pipeline hr-webhook --json | jq .data.reason.text

            Exit codes: 1 the server stopped or none answers, 2 wrong usage.
            """
    )

    @Option(parsing: .singleValue, help: "Only this pipeline; several with commas.")
    var pipeline: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Only deliveries that come to this state; several with commas.",
            discussion: "waiting, delivered, filtered, duplicate, dead, held or cancelled."
        )
    )
    var state: [String] = []

    @Option(help: "Only events of this type; a prefix may end in *.")
    var type: String?

    @OptionGroup var server: ServerOptions
    @Flag(name: .customLong("json"), help: "Print JSON for programs, an object a line.")
    var isJSON = false

    func run() async throws {
        let feed = try server.client().feed(
            ["v1", "tail"],
            query: [
                ("pipeline", pipeline.isEmpty ? nil : pipeline.joined(separator: ",")),
                ("state", state.isEmpty ? nil : state.joined(separator: ",")), ("type", type),
            ]
        )
        for try await event in feed {
            guard let data = try? JSONValue.parse(event.data) else { continue }
            if isJSON {
                Terminal.output.write(JSONValue.object(["kind": .string(event.name), "data": data]).text + "\n")
            } else {
                Terminal.output.write(TailLine(kind: event.name, data).rendered(for: .output))
            }
        }
        throw CommandFailure("the server has ended the feed; it stops")
    }
}

/// One thing that happened, as a line for people.
struct TailLine {
    private let kind: String
    private let data: JSONValue

    init(kind: String, _ data: JSONValue) {
        self.kind = kind
        self.data = data
    }

    private static let width = 10

    func rendered(for terminal: Terminal) -> String {
        let time = data.shown("at")?.shortTime ?? ""
        let word = kind == "settled" ? data.shown("state") ?? kind : kind
        let padding = String(repeating: " ", count: max(Self.width - word.count, 0))
        let style = kind == "settled" ? Deliveries.style(ofState: word) : kind == "missed" ? .red : .dim
        return [time, terminal.styled(word.printable, style) + padding, words.printable].filter { !$0.isEmpty }
            .joined(separator: "  ") + "\n"
    }

    private var words: String {
        switch kind {
        case "missed": return "\(data.shown("count") ?? "some") more that could not be shown in time"
        case "accepted":
            let pipelines = data.elements("deliveries").compactMap { $0.shown("pipeline") }
            let target = pipelines.isEmpty ? "no pipeline" : pipelines.joined(separator: ", ")
            return parts("type", "subject", "event").joined(separator: " ") + " -> " + target
        default:
            var words = parts("pipeline", "delivery", "type", "event")
            if let status = data.shown("status") { words.append(status) }
            if let took = data["took_us"]?.numberValue?.int64 { words.append("\(took / 1000)ms") }
            if let attempt = data["attempt"]?.numberValue?.int64, attempt > 1 { words.append("try \(attempt)") }
            if let due = data.shown("due_at")?.shortTime { words.append("again at \(due)") }
            if let reason = data["reason"]?.shown("text") { words.append("(\(reason))") }
            return words.joined(separator: " ")
        }
    }

    private func parts(_ names: String...) -> [String] { names.compactMap { data.shown($0) } }
}
