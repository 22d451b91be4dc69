internal import ArgumentParser

/// What a list is searched for beside the attributes of events.
struct SearchOptions: ParsableArguments {
    @Option(help: "Only what is about this person: the whole name, as events have it where their type says so.")
    var person: String?

    @Option(help: "Only where this text stands: in the event's JSON, its subject or id, or in the reason.")
    var text: String?

    @Option(help: ArgumentHelp("Only until then.", valueName: "time"))
    var until: String?

    var query: [(name: String, value: String?)] { [("person", person), ("text", text), ("until", until)] }
}
