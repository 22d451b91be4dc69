internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// References and secrets.
extension StageBuilder {
    mutating func report(
        _ problems: [(pointer: JSONPointer, error: ReferenceError)],
        _ written: StageConfiguration
    ) {
        for (pointer, error) in problems {
            let position =
                written.node(at: pointer)?.position(ofByte: error.offset, line: complaints.line)
                ?? written.position(at: pointer)
            add(at: position, error.message, for: pointer, written)
        }
    }

    mutating func warnOfPlainSecrets(
        _ places: [JSONPointer],
        _ resolved: ResolvedConfiguration,
        _ written: StageConfiguration
    ) {
        for place in places where resolved.texts[place]?.references.isEmpty ?? true {
            guard let text = resolved.value[place]?.stringValue, !text.isEmpty else { continue }
            if let node = written.node(at: place) { openSecrets.append(node) }
            add(
                .warning,
                at: written.position(at: place),
                "a secret stands here for everyone who can read this file",
                expected: "a reference such as ${env:NAME} or ${file:/run/secrets/name}",
                for: place,
                written
            )
        }
    }

    /// Warns of what is a secret by its name or its looks.
    /// - Parameter known: The places that the schema marks.
    /// - Returns: The other places with secrets.
    mutating func warnOfOpenSecrets(
        besides known: [JSONPointer],
        _ written: StageConfiguration
    ) -> [JSONPointer] {
        let found = OpenSecret.all(in: written.value).filter { !known.contains($0.pointer) }
        for secret in found {
            if let node = written.node(at: secret.pointer) { openSecrets.append(node) }
            add(
                .warning,
                at: written.position(at: secret.pointer),
                "\(secret.what) stands here for everyone who can read this file",
                expected: "a reference such as ${env:NAME} or ${file:/run/secrets/name}",
                for: secret.pointer,
                written
            )
        }
        return found.map(\.pointer)
    }

    /// Warns of what leaves unencrypted for the world.
    mutating func warnOfPlainHTTP(
        _ value: JSONValue,
        _ unsettled: Set<JSONPointer>,
        _ written: StageConfiguration
    ) {
        guard document.kind == .transport else { return }
        for place in plainHTTPPlaces(in: value) where !unsettled.contains(place) {
            add(
                .warning,
                at: written.position(at: place),
                "what goes over http:// to a public host can be read and changed on the way",
                expected: "https://",
                for: place,
                written
            )
        }
    }

    mutating func refuseTemplates(
        in resolved: ResolvedConfiguration,
        _ schema: JSONSchema,
        _ written: StageConfiguration
    ) {
        for place in marked("x-penstock-template", in: resolved.value, by: schema) {
            guard let text = resolved.texts[place], let part = text.referenceReadAsTemplate else { continue }
            let position = written.node(at: place)?.position(ofByte: part.source.lowerBound, line: complaints.line)
            add(
                at: position ?? written.position(at: place),
                "the value of \(part.reference?.description ?? "this reference") would be read as part of a template",
                expected: "a value without '{{' and '}}', outside of every tag: references are never templates",
                for: place,
                written
            )
        }
    }

    /// The configuration as a pipeline could have it, with nothing secret in it.
    func effective(_ written: StageConfiguration, _ schema: JSONSchema, _ secrets: [JSONPointer]) -> JSONValue {
        var value = schema.fillingDefaults(written.value)
        for place in secrets {
            guard let text = value[place]?.stringValue else { continue }
            try? value.set(.string(ReferringText.masked(text)), at: place)
        }
        return value
    }

    func shown(_ value: JSONValue, _ resolved: ResolvedConfiguration, _ secrets: [JSONPointer]) -> JSONValue {
        var shown = value
        let replacements =
            resolved.texts.map { ($0.key, $0.value.shown) } + secrets.map { ($0, ResolvedText.mask) }
        for (pointer, text) in replacements where shown[pointer] != nil {
            // What is there can be replaced; only a place that is not there cannot be made.
            try? shown.set(.string(text), at: pointer)
        }
        return shown
    }
}
