package import PenstockCore

extension EventDraft {
    /// The extensions as the event has them: the mark of an import is the host's to give, so that nobody outside can say
    /// of an event that it was delivered to nobody.
    package var markedExtensions: [EventExtension] {
        guard importName != nil || extensions.contains(where: { $0.name == ImportMark.attribute }) else {
            return extensions
        }
        let others = extensions.filter { $0.name != ImportMark.attribute }
        return others + (importName.map { [EventExtension(name: ImportMark.attribute, value: $0)] } ?? [])
    }
}
