internal import ArgumentParser
internal import Foundation
internal import PenstockJSON
internal import PenstockPipelines

struct Emit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send an event in, from a file or made of a type's sample.",
        discussion: """
            Talks to a running server, and prints the event's id and its deliveries. A file holds one event, \
            {"type": …, "data": …} or a CloudEvent, or a list of CloudEvents. A sample comes from the server's catalog.

            Examples:
              penstock emit event.json
              penstock emit --sample course.completed --set /data/score=50 --wait
            """
    )

    @Argument(help: ArgumentHelp("A file that holds an event as JSON, or - for standard input.", valueName: "file"))
    var file: String?

    @OptionGroup var samples: SampleOptions

    @Flag(help: "Wait until the event's deliveries are final; exit 1 if one of them needs a person.")
    var wait = false

    @Option(help: ArgumentHelp("How long --wait waits at most.", valueName: "seconds"))
    var timeout = 30

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (file == nil) != (samples.sample == nil) else {
            throw ValidationError("give either a file, or - for standard input, or --sample and a type")
        }
        guard timeout > 0 else { throw ValidationError("--timeout takes a number of seconds above zero") }
    }

    func run() async throws {
        let client = try server.client()
        let event = try await event(from: client)
        let answer: JSONValue
        do {
            answer = try await client.post(["v1", "events"], event.bytes, contentType: event.contentType)
        } catch let problem as APIProblem where problem.isBatch {
            answer = problem.answer
        }
        let acceptances = answer.arrayValue ?? [answer]
        if output.isJSON, !wait { Terminal.output.write(json: answer) }
        if !output.isJSON { acceptances.forEach(show) }
        let isAccepted = acceptances.allSatisfy { $0["id"] != nil }
        if wait {
            let ids = acceptances.flatMap { $0.elements("deliveries") }.compactMap { $0["id"]?.stringValue }
            let isFine = try await Deliveries.waitUntilFinal(ids, on: client, seconds: timeout, isJSON: output.isJSON)
            guard isFine else { throw CommandFailure.silent }
        }
        guard isAccepted else { throw CommandFailure.silent }
    }

    // MARK: - What is sent

    private func event(from client: Client) async throws -> (bytes: [UInt8], contentType: String) {
        if let sample = samples.sample { return (try await sampleEvent(sample, from: client), "application/json") }
        let file = try EventFile(file ?? "-")
        if file.json.arrayValue != nil { return (file.bytes, "application/cloudevents-batch+json") }
        let isCloudEvent = file.json["specversion"] != nil
        return (file.bytes, isCloudEvent ? "application/cloudevents+json" : "application/json")
    }

    private func sampleEvent(_ type: String, from client: Client) async throws -> [UInt8] {
        let known = try await client.get(["v1", "catalog", type])
        guard let sample = known["sample"] else { throw CommandFailure("the catalog has no sample of \(type)") }
        let description = try EventType(type: type, schema: known["schema"], sample: sample)
        return try samples.event(of: description).serialized()
    }

    // MARK: - What is shown

    private func show(_ acceptance: JSONValue) {
        guard let id = acceptance.shown("id") else {
            let reason = APIProblem.sentence(of: acceptance) ?? "the server does not say why"
            Terminal.error.write("penstock: not accepted: \(reason)\n")
            return
        }
        let deliveries = acceptance.elements("deliveries")
        var state = deliveries.isEmpty ? "no pipeline matches" : counted(deliveries.count, "delivery", "deliveries")
        if acceptance["duplicate"]?.boolValue == true {
            let differs = acceptance["differs"]?.boolValue == true
            state += differs ? ", accepted before with other data, which stands" : ", accepted before"
        }
        Terminal.output.write("\(id.printable): \(state)\n")
        for delivery in deliveries {
            Terminal.output.write("  \(delivery.shown("id") ?? "")  \((delivery.shown("pipeline") ?? "").printable)\n")
        }
    }
}
