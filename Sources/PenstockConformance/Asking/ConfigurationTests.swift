internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

extension ConformanceTest {
    /// Questions about schemas and configurations.
    static let ofConfigurations = [
        ConformanceTest(
            "schema",
            "The schema can be read, is closed, and describes every key.",
            of: .everyStage,
            schema
        ),
        ConformanceTest("examples", "Every example of the schema works.", of: .everyStage, examples),
        ConformanceTest(
            "random-valid",
            "Random configurations that satisfy the schema are taken, or refused with a place.",
            of: .everyStage,
            randomValid
        ),
        ConformanceTest(
            "random-invalid",
            "Spoiled configurations are refused with a place, by the schema or by the stage.",
            of: .everyStage,
            randomInvalid
        ),
    ]

    private static func schema(_ run: TestRun) throws {
        let document = try run.stage().schema().document
        guard let root = document.objectValue else { return run.fail("the schema is no object") }
        let inner = root["$ref"]?.stringValue.flatMap { try? JSONPointer(String($0.dropFirst())) }.flatMap {
            document[$0]
        }
        if (inner ?? document)["additionalProperties"] == nil {
            run.warn("the schema lets unknown keys pass; with \"additionalProperties\": false a misspelt one is found")
        }
        describe(run, inner ?? document, at: .root)
        let needsSomething = root["required"]?.arrayValue?.isEmpty == false
        if root["examples"]?.arrayValue?.isEmpty ?? true, needsSomething {
            run.warn("the schema has no `examples` of whole configurations, which people and this check go by")
        }
    }

    private static func describe(_ run: TestRun, _ schema: JSONValue, at place: JSONPointer) {
        for (name, property) in schema["properties"]?.objectValue ?? JSONObject() {
            if property["description"] == nil { run.warn("\(place.appending(name)) has no description") }
            describe(run, property, at: place.appending(name))
        }
    }

    private static func examples(_ run: TestRun) throws {
        let stage = try run.stage()
        let schema = try stage.schema()
        let written = (run.order.configuration.map { [$0] } ?? []) + (schema.document["examples"]?.arrayValue ?? [])
        for (index, example) in written.enumerated() {
            let configuration = try run.handedOver(example, schema)
            // One that was given is perhaps meant for another stage type of the library.
            if index == 0, run.order.configuration != nil, !schema.isValid(configuration) { continue }
            if let violation = schema.firstViolation(in: configuration) {
                run.fail("an example contradicts the schema: \(violation.description)")
                continue
            }
            let host = HostDouble()
            guard case .accepted(let configured) = try Configured.attempt(stage, configuration, host) else {
                run.fail("it refuses its own example \(example.text): \(host.complaints)")
                continue
            }
            try configured.withInstance { instance in
                for message in run.messages {
                    if let offence = instance.result(of: message).offence { run.fail(offence) }
                }
            }
            configured.release()
        }
        if written.isEmpty { throw TestRun.Skip(text: "the schema has no examples of whole configurations") }
    }

    private static func randomValid(_ run: TestRun) throws {
        let stage = try run.stage()
        let schema = try stage.schema()
        var maker = ConfigurationMaker(schema.document, run.chance)
        var (tried, accepted) = (0, 0)
        let end = ContinuousClock.now + .seconds(8)
        for _ in 0..<run.order.effort.configurations * 4 where tried < run.order.effort.configurations {
            guard ContinuousClock.now < end else { break }
            let configuration = try run.handedOver(maker.next(), schema)
            guard schema.isValid(configuration) else { continue }
            tried += 1
            let host = HostDouble()
            switch try Configured.attempt(stage, configuration, host) {
            case .refused: checkRefusal(run, host, configuration)
            case .accepted(let configured):
                accepted += 1
                let instance = try configured.instance()
                if stage.kind != .transport, let offence = instance.result(of: .event).offence { run.fail(offence) }
                instance.destroy()
                configured.release()
            }
        }
        run.note("\(tried) configurations, \(accepted) of them accepted")
    }

    private static func randomInvalid(_ run: TestRun) throws {
        let stage = try run.stage()
        let schema = try stage.schema()
        let examples = schema.document["examples"]?.arrayValue ?? []
        var maker = ConfigurationMaker(schema.document, run.chance)
        var breaker = ConfigurationBreaker(run.chance)
        var (bySchema, byStage, harmless) = (0, 0, 0)
        let end = ContinuousClock.now + .seconds(8)
        for _ in 0..<run.order.effort.configurations * 2 {
            guard ContinuousClock.now < end else { break }
            let whole = run.chance.once(in: 2) ? run.chance.pick(examples) ?? maker.next() : maker.next()
            guard let (value, what) = breaker.broken(whole) else { continue }
            let configuration = try run.handedOver(value, schema)
            if let violation = schema.firstViolation(in: configuration) {
                bySchema += 1
                if !leads(violation.pointer, into: configuration) {
                    run.fail("the schema refuses a configuration \(what) at \(violation.pointer), which is not in it")
                }
                continue
            }
            let host = HostDouble()
            switch try Configured.attempt(stage, configuration, host) {
            case .accepted(let configured):
                harmless += 1
                configured.release()
            case .refused:
                byStage += 1
                checkRefusal(run, host, configuration)
            }
        }
        run.note("the schema refused \(bySchema), the stage \(byStage); \(harmless) were still good")
    }

    private static func checkRefusal(_ run: TestRun, _ host: HostDouble, _ configuration: JSONValue) {
        let errors = host.problems.filter(\.isError)
        if errors.isEmpty { run.fail("it refused \(configuration.text.prefix(200)) without reporting an error") }
        for error in errors {
            if error.text.isEmpty { run.fail("it reports an error without a text at '\(error.pointer)'") }
            guard let pointer = try? JSONPointer(error.pointer), leads(pointer, into: configuration) else {
                run.fail(
                    "it reports an error at '\(error.pointer)', which is no place in \(configuration.text.prefix(200))"
                )
                continue
            }
        }
    }

    /// Whether a pointer leads to a value, or to a member that is missing in one.
    private static func leads(_ pointer: JSONPointer, into value: JSONValue) -> Bool {
        value[pointer] != nil || pointer.parent.map { value[$0] != nil } ?? true
    }
}
