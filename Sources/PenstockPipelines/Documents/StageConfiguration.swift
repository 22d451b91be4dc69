internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// A stage's configuration as it is written: its `with`, over the defaults that `penstock.yaml` has for the stage type.
struct StageConfiguration {
    private let with: YAMLNode?
    /// Where to point when nothing better is known.
    private let fallback: SourcePosition
    /// References are not yet resolved.
    let value: JSONValue

    /// Merges the two. A member of `with` replaces the default of that name as a whole.
    init(with: YAMLNode?, defaults: JSONValue?, fallback: SourcePosition) {
        self.with = with
        self.fallback = fallback
        var members = defaults?.objectValue ?? JSONObject()
        for (key, value) in with?.json().objectValue ?? JSONObject() { members[key] = value }
        value = .object(members)
    }

    /// The node at a pointer; nil for what comes from the defaults.
    func node(at pointer: JSONPointer) -> YAMLNode? { with?.node(at: pointer) }

    /// Whether a place comes from the defaults.
    func isDefault(_ pointer: JSONPointer) -> Bool {
        guard let name = pointer.tokens.first, value[name] != nil else { return false }
        return with?.member(name) == nil
    }

    /// Where a value stands, or else what is around it.
    func position(at pointer: JSONPointer) -> SourcePosition {
        isDefault(pointer) ? fallback : with?.position(at: pointer) ?? fallback
    }

    /// Where the name of a member stands.
    func keyPosition(at pointer: JSONPointer) -> SourcePosition {
        with?.keyPosition(at: pointer) ?? position(at: pointer)
    }
}
