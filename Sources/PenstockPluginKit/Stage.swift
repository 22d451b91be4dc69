/// One step of a pipeline. A type that conforms to ``Filter``, ``Transform``, ``Signer`` or ``Transport``.
///
/// The host makes one value per place in a pipeline, and asks it for an instance per thread, so a stage whose state
/// cannot be shared (a compiled program, a scratch buffer) gives each thread its own.
public protocol Stage: Sendable {
    /// What `with:` holds in YAML, after the host has checked it against ``schema`` and resolved its references.
    associatedtype Configuration: Decodable

    /// The name in YAML: one word, or reverse DNS for plugins that do not ship with Penstock.
    static var id: String { get }
    /// One sentence about what it does.
    static var summary: String { get }
    /// JSON Schema 2020-12 of ``Configuration``; `penstock.h` lists the words beyond the standard.
    static var schema: String { get }

    /// Checks a configuration and makes what all instances share.
    /// - Throws: ``ConfigurationProblem``, or anything else, which is then reported for the whole configuration.
    init(_ configuration: Configuration, _ setup: Setup) throws

    /// The instance for one stage thread; by default the stage itself.
    func instance(onThread index: Int) throws -> Self
}

extension Stage {
    /// Shares the stage itself with every thread.
    public func instance(onThread index: Int) throws -> Self { self }
}

/// A stage type whose checks cost less for many configurations together than one by one.
public protocol ForeseeingStage: Stage {
    /// Tells that the host is about to make stages of these configurations: check them together, and remember what was
    /// right. What is wrong, the initializer tells, which is called for each of them, also without this call.
    static func foresee(_ configurations: [Configuration])
}

/// A filter's answer.
public enum FilterVerdict: Sendable {
    case pass
    /// The delivery ends as filtered; say why with ``Call/explain(_:)``.
    case drop
}

/// Decides whether a delivery goes on.
public protocol Filter: Stage {
    func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict
}

/// What a transform or a signer did to the body.
public enum BodyVerdict: Sendable {
    /// The output holds the new body.
    case wrote
    /// The body stays; headers and attributes that were set count all the same.
    case unchanged
    /// The new body is this part of the input.
    case slice(Range<Int>)
}

/// Changes a message, once per delivery.
public protocol Transform: Stage {
    func transform(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict
}

/// Signs a message, anew at every attempt.
public protocol Signer: Stage {
    func sign(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict
}

/// Sends messages. Many may be in flight; each is completed exactly once, from any thread.
public protocol Transport: Stage {
    /// Before the first delivery: start threads, open what is kept open.
    func activate() throws
    /// After the last delivery and after ``drain(within:)``.
    func deactivate()
    /// Names method, URL and headers before the signers run. May be called by several threads at once.
    func prepare(_ message: Message, into output: Output, _ call: Call) throws(StageFailure)
    /// Begins an attempt and returns at once; `delivery.complete` follows. May be called by several threads at once.
    func submit(_ delivery: Delivery)
    /// Asks for an early end of an attempt; it is completed all the same.
    func cancel(_ token: UInt64)
    /// Completes every attempt within the time given in microseconds.
    func drain(within microseconds: Int64)
}

extension Transport {
    /// Starts nothing.
    public func activate() throws {}
    /// Ends nothing.
    public func deactivate() {}
    /// Names nothing before the signers.
    public func prepare(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) {}
    /// Lets the attempt go on to its own end.
    public func cancel(_ token: UInt64) {}
}
