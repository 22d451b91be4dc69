package import PenstockCore
package import PenstockJSON

/// A declared pipeline as people see it.
package struct PipelineSummary: Sendable, Equatable {
    /// Whether deliveries are made at present.
    package enum Lane: Sendable, Equatable {
        case open
        /// Nothing is delivered until the reason is lifted.
        case held(Reason)
    }

    package var name: String
    package var description: String?
    /// The patterns of `on`, as they are written.
    package var on: [String]
    /// The patterns of `subject`, as they are written; empty for every subject.
    package var subject: [String]
    /// The patterns of `except`, as they are written.
    package var except: [String]
    package var isEnabled: Bool
    package var stages: [StageSummary]
    /// Where it is declared.
    package var position: SourcePosition
    package var lane: Lane
    /// Deliveries that its stages or its transport are working on.
    package var inFlight: Int
    /// The limits of its lane, and how it stands in them.
    package var flow: LaneFlow

    package init(
        name: String,
        description: String? = nil,
        on: [String],
        subject: [String] = [],
        except: [String] = [],
        isEnabled: Bool = true,
        stages: [StageSummary],
        position: SourcePosition,
        lane: Lane = .open,
        inFlight: Int = 0,
        flow: LaneFlow = LaneFlow()
    ) {
        self.name = name
        self.description = description
        self.on = on
        self.subject = subject
        self.except = except
        self.isEnabled = isEnabled
        self.stages = stages
        self.position = position
        self.lane = lane
        self.inFlight = inFlight
        self.flow = flow
    }
}

/// A stage of a pipeline as people see it.
package struct StageSummary: Sendable, Equatable {
    /// `filter`, `transform`, `sign` or `transport`.
    package var kind: String
    /// The stage type, such as `http`.
    package var type: String
    /// The configuration as it may be shown: secrets, and all that comes from a reference, made unreadable.
    package var configuration: JSONValue

    package init(kind: String, type: String, configuration: JSONValue) {
        self.kind = kind
        self.type = type
        self.configuration = configuration
    }
}

/// A plugin file as it was found.
package struct PluginSummary: Sendable, Equatable {
    /// Something about the file that people must know.
    package struct Problem: Sendable, Equatable {
        /// Whether the file is not loaded because of it.
        package var isError: Bool
        /// One whole sentence, with the file's name.
        package var sentence: String

        package init(isError: Bool, sentence: String) {
            self.isError = isError
            self.sentence = sentence
        }
    }

    /// Where a plugin runs, and why.
    package struct Placement: Sendable, Equatable {
        /// Whether in a process of its own, and not in the host's.
        package var isWorker: Bool
        /// The end of a sentence that begins with the plugin.
        package var reason: String

        package init(isWorker: Bool, reason: String) {
            self.isWorker = isWorker
            self.reason = reason
        }
    }

    package var file: String
    /// Nil, like all that only the library itself can say, for a file that is not loaded.
    package var id: String?
    package var version: String?
    package var vendor: String?
    /// SHA-256 of the file, in hexadecimal.
    package var digest: String?
    package var placement: Placement?
    package var stageTypes: [StageTypeSummary]
    package var problems: [Problem]

    package init(
        file: String,
        id: String? = nil,
        version: String? = nil,
        vendor: String? = nil,
        digest: String? = nil,
        placement: Placement? = nil,
        stageTypes: [StageTypeSummary] = [],
        problems: [Problem] = []
    ) {
        self.file = file
        self.id = id
        self.version = version
        self.vendor = vendor
        self.digest = digest
        self.placement = placement
        self.stageTypes = stageTypes
        self.problems = problems
    }

    /// Whether its stage types can be used.
    package var isLoaded: Bool { id != nil }
}

/// A stage type of a plugin as people see it.
package struct StageTypeSummary: Sendable, Equatable {
    /// `filter`, `transform`, `sign` or `transport`.
    package var kind: String
    package var id: String
    package var summary: String
    /// JSON Schema of its configuration, as text.
    package var schema: String

    package init(kind: String, id: String, summary: String, schema: String) {
        self.kind = kind
        self.id = id
        self.summary = summary
        self.schema = schema
    }
}

/// A type of the event catalog as people see it.
package struct EventTypeSummary: Sendable, Equatable {
    package var type: String
    package var description: String?
    /// The template of the subject where the sender gives none.
    package var subject: String?
    /// The pointer to the person it is about.
    package var person: String?
    /// The pointers of the natural key.
    package var key: [String]
    /// Whether data that contradicts the schema is refused.
    package var isStrict: Bool
    /// JSON Schema of the data.
    package var schema: JSONValue?
    package var sample: JSONValue?
    /// Which events follow at days that it names, each rule with its defaults.
    package var timers: [JSONValue]

    package init(
        type: String,
        description: String? = nil,
        subject: String? = nil,
        person: String? = nil,
        key: [String] = [],
        isStrict: Bool = false,
        schema: JSONValue? = nil,
        sample: JSONValue? = nil,
        timers: [JSONValue] = []
    ) {
        self.type = type
        self.description = description
        self.subject = subject
        self.person = person
        self.key = key
        self.isStrict = isStrict
        self.schema = schema
        self.sample = sample
        self.timers = timers
    }
}
