internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// A source as it is written, its transforms not yet built. What could not be read is absent and was reported.
struct SourceDocument {
    var position: SourcePosition
    var name: String?
    var namePosition: SourcePosition?
    var description: String?
    var isEnabled = true
    var methods = ["POST"]
    var verification: SourceVerification?
    var echo: String?
    var zone = Zone.utc
    var items: [JSONPointer] = []
    var rules: [SourceRuleDocument] = []
    var learns = false
    var expected: Duration?
    /// Secrets that stand in the document itself.
    var openSecrets: [YAMLNode] = []
    /// What its references lead to, and secrets that stand in it in the open.
    var secrets: [String] = []
}

/// A rule as it is written.
struct SourceRuleDocument {
    var rule: SourceRule
    var stages: [StageDocument] = []
}
