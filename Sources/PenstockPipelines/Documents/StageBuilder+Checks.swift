internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// What the schema says, and what the plugin says.
extension StageBuilder {
    mutating func report(_ violations: [SchemaViolation], _ value: JSONValue, _ written: StageConfiguration) {
        for violation in violations {
            let position =
                violation.atKey == nil
                ? written.position(at: violation.pointer) : written.keyPosition(at: violation.pointer)
            add(
                at: position,
                violation.message,
                expected: violation.expected,
                suggestion: violation.suggestion
                    ?? pointerMeant(violation.message, at: violation.pointer, in: value),
                for: violation.pointer,
                written
            )
        }
    }

    /// The JSON Pointer that was meant where a complaint asks for one.
    func pointerMeant(_ message: String, at pointer: JSONPointer, in value: JSONValue) -> String? {
        guard message.lowercased().contains("pointer") else { return nil }
        return value[pointer]?.stringValue.flatMap(pointerProbablyMeant)
    }

    mutating func checkDurations(
        _ value: JSONValue,
        _ schema: JSONSchema,
        _ unsettled: Set<JSONPointer>,
        _ written: StageConfiguration
    ) {
        for place in marked("x-penstock-duration", in: value, by: schema) where !unsettled.contains(place) {
            guard let text = value[place]?.stringValue, Duration(text: text) == nil else { continue }
            let expected = "a duration such as 250ms, 15s, 5m or 2h"
            add(at: written.position(at: place), "this is no duration", expected: expected, for: place, written)
        }
    }

    /// Makes paths absolute.
    /// - Parameter unsettled: Gains the places of files that cannot be read: one complaint is enough for each.
    /// - Returns: The paths by their places.
    mutating func settleFiles(
        in value: inout JSONValue,
        _ schema: JSONSchema,
        _ unsettled: inout Set<JSONPointer>,
        _ written: StageConfiguration
    ) -> [JSONPointer: String] {
        var files: [JSONPointer: String] = [:]
        for place in marked("x-penstock-file", in: value, by: schema) where !unsettled.contains(place) {
            guard let path = value[place]?.stringValue else { continue }
            let absolute = absolutePath(path, in: context.directory)
            files[place] = absolute
            try? value.set(.string(absolute), at: place)
            if let fault = faultOfFile(absolute) {
                add(at: written.position(at: place), "\(absolute) \(fault)", for: place, written)
                unsettled.insert(place)
            }
        }
        return files
    }

    mutating func configure(_ draft: inout StageDraft) {
        let (resolved, written) = (draft.resolved, draft.written)
        let report = draft.stage.type.configure(
            draft.stage.configuration,
            at: StagePlace(
                pipeline: pipeline,
                stage: document.name ?? "stages/\(document.index)",
                trustedHosts: draft.stage.trustedHosts,
                egress: egress,
                timeout: document.timeout,
                isolation: placement,
                mask: SecretMask(secrets)
            )
        )
        for complaint in report.complaints {
            let pointer = (try? JSONPointer(complaint.pointer)) ?? .root
            // What a placeholder may have caused says nothing about the configuration.
            if draft.unsettled.contains(where: { $0.tokens.starts(with: pointer.tokens) }) {
                if complaint.isError { missValue(at: pointer, complaint, written) }
                continue
            }
            let (position, line) = place(ofByte: complaint.offset, pointer, resolved, written, draft.files)
            add(
                complaint.isError ? .error : .warning,
                at: position,
                complaint.text,
                suggestion: pointerMeant(complaint.text, at: pointer, in: resolved.value),
                sourceLine: line,
                for: pointer,
                written
            )
        }
        draft.stage.reads = report.reads
        if draft.unsettled.isEmpty || context.resolver.lookup.runsPlaceholders { draft.stage.stage = report.stage }
    }

    /// Says that a test has to give a value: what stands for it does not do.
    private mutating func missValue(
        at pointer: JSONPointer,
        _ complaint: ConfigurationComplaint,
        _ written: StageConfiguration
    ) {
        guard context.resolver.lookup.runsPlaceholders else { return }
        add(
            at: written.position(at: pointer),
            "the test gives no value for a reference here, and what stands for it does not do: \(complaint.text)",
            expected: "the value under `secrets` of the test, by the name in the reference",
            for: pointer,
            written
        )
    }

    /// Where something belongs that a plugin says of a place, with the line if it is in another file.
    func place(
        ofByte offset: Int?,
        _ pointer: JSONPointer,
        _ resolved: ResolvedConfiguration,
        _ written: StageConfiguration,
        _ files: [JSONPointer: String]
    ) -> (SourcePosition, String?) {
        guard let offset else { return (written.position(at: pointer), nil) }
        if let file = files[pointer], let bytes = try? WrittenFile.read(file, limit: WrittenFile.yamlLimit) {
            let lines = SourceLines(bytes)
            let position = lines.position(ofByte: offset, file: file)
            return (position, lines[position.line])
        }
        let source = resolved.texts[pointer]?.sourceOffset(of: offset) ?? offset
        let position = written.node(at: pointer)?.position(ofByte: source, line: complaints.line)
        return (position ?? written.position(at: pointer), nil)
    }
}
