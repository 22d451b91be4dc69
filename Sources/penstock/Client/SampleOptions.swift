internal import ArgumentParser
internal import PenstockJSON
internal import PenstockPipelines

/// An event that is made of a type's sample.
struct SampleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The sample of this type.", valueName: "type"))
    var sample: String?

    @Option(
        name: .customLong("set"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Set a value of the sample; may be given again.",
            discussion: "The value is JSON, or text where it is none.",
            valueName: "pointer=value"
        )
    )
    var changes: [String] = []

    func validate() throws {
        guard sample != nil || changes.isEmpty else {
            throw ValidationError("--set changes a sample; give --sample too")
        }
    }

    /// The event: the sample, with the values that were set.
    func event(of type: EventType) throws -> JSONValue {
        do throws(SampleError) {
            let changes = try changes.map { text throws(SampleError) in try EventType.change(text) }
            return try type.sampleEvent(setting: changes)
        } catch {
            throw CommandFailure(error.description)
        }
    }
}
