internal import ArgumentParser
internal import PenstockJSON

/// Which events or deliveries a bulk command is about. All that is given must hold.
struct SelectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Accepted since then: how long ago, as in 2h, or a date-time.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Accepted until then.", valueName: "time"))
    var until: String?

    @Option(help: "Of this type; a prefix may end in *.")
    var type: String?

    @Option(help: "About this item, such as course/WS-101; a prefix may end in *.")
    var subject: String?

    @Option(help: "Of this source.")
    var source: String?

    @Option(help: "That went through this pipeline.")
    var pipeline: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "In this state; several with commas.",
            discussion: "pending, waiting, delivered, filtered, duplicate, dead, held or cancelled."
        )
    )
    var state: [String] = []

    @Flag(help: "All there is: needed where nothing else narrows it down.")
    var all = false

    @Option(help: ArgumentHelp("How many at most in a time, as in 50/s or 3000/m.", valueName: "rate"))
    var rate: String?

    /// Whether it narrows anything down, or says that it does not.
    var isGiven: Bool {
        all || !state.isEmpty || [since, until, type, subject, source, pipeline].contains { $0 != nil }
    }

    /// Deliveries are named, or selected, or it is about jobs that were begun.
    /// - Parameter example: How they are selected.
    func check(_ ids: [String], _ job: JobOptions, example: String) throws {
        guard [!ids.isEmpty, isGiven, job.looks].count(where: \.self) == 1 else {
            throw ValidationError("name deliveries, or select them, as in \(example)")
        }
        guard ids.isEmpty || !(job.dryRun || job.yes || job.noWait || rate != nil) else {
            throw ValidationError("--dry-run, --yes, --no-wait and --rate are for deliveries that are selected")
        }
    }

    /// The members of the request's body.
    var json: JSONObject {
        var json = JSONObject()
        for (name, value) in [
            ("since", since), ("until", until), ("type", type), ("subject", subject), ("source", source),
            ("pipeline", pipeline), ("rate", rate), ("state", state.isEmpty ? nil : state.joined(separator: ",")),
        ] {
            json[name] = value.map(JSONValue.string)
        }
        if all { json["all"] = true }
        return json
    }
}
