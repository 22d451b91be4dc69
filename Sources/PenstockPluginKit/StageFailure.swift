internal import CPenstock

/// Why a stage could not do its work for one delivery.
public struct StageFailure: Error, Sendable {
    /// What becomes of the delivery.
    public enum Kind: Int32, Sendable {
        /// Later may be better: it waits and tries again.
        case transient = -1
        /// It cannot pass as it is: it becomes a dead letter.
        case permanent = -2
        /// Every delivery would fail: the pipeline is held.
        case configuration = -3
        /// A limit of the host was reached.
        case limit = -4
    }

    /// What becomes of the delivery.
    public var kind: Kind
    /// A stable word for programs, such as `missing-field`.
    public var code: String
    /// One sentence for people that says what is wrong and, where known, what to do.
    public var text: String
    /// Whether the host, at whose service it arose, has taken note of it in its own words.
    let isSaid: Bool

    /// A failure of a kind.
    public init(_ kind: Kind, code: String, _ text: String) {
        self.kind = kind
        self.code = code
        self.text = text
        isSaid = false
    }

    /// A failure that the host has put into words.
    init(said kind: Kind, code: String, _ text: String) {
        self.kind = kind
        self.code = code
        self.text = text
        isSaid = true
    }

    /// A failure of one of the host's services, by its verdict.
    init(service verdict: Int32) {
        let kind = Kind(rawValue: verdict) ?? .permanent
        self.init(said: kind, code: "service-failure", "the host could not do it and has said why")
    }

    /// A failure that a person must mend before this delivery can pass.
    public static func permanent(_ code: String, _ text: String) -> StageFailure {
        StageFailure(.permanent, code: code, text)
    }

    /// A failure that may pass by itself.
    public static func transient(_ code: String, _ text: String) -> StageFailure {
        StageFailure(.transient, code: code, text)
    }

    /// A failure that every delivery of this pipeline would meet.
    public static func configuration(_ code: String, _ text: String) -> StageFailure {
        StageFailure(.configuration, code: code, text)
    }
}

/// Something wrong in a stage's configuration, thrown from its initializer.
public struct ConfigurationProblem: Error, Sendable {
    /// JSON Pointer (RFC 6901) into the configuration; empty for the whole.
    public var pointer: String
    /// Bytes into the text at that pointer, for a syntax error inside an expression.
    public var offset: Int?
    /// What is wrong, for people.
    public var text: String

    /// A problem at a place of the configuration.
    public init(at pointer: String, offset: Int? = nil, _ text: String) {
        self.pointer = pointer
        self.offset = offset
        self.text = text
    }
}
