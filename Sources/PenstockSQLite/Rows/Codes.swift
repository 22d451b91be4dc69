internal import PenstockCore

// The numbers that stand in the file for closed sets of words. Never renumber: they are on people's disks.

extension DeliveryState {
    /// States below this one are open: something happens to them, or a person has to look. Only they are indexed.
    static let firstClosedCode: Int64 = 4

    var code: Int64 {
        switch self {
        case .pending: 0
        case .waiting: 1
        case .held: 2
        case .dead: 3
        case .delivered: 4
        case .filtered: 5
        case .duplicate: 6
        case .cancelled: 7
        }
    }

    var isOpen: Bool { code < Self.firstClosedCode }

    init(code: Int64) throws(StoreError) {
        switch code {
        case 0: self = .pending
        case 1: self = .waiting
        case 2: self = .held
        case 3: self = .dead
        case 4: self = .delivered
        case 5: self = .filtered
        case 6: self = .duplicate
        case 7: self = .cancelled
        default: throw .unknownCode(code, "delivery's state")
        }
    }
}

extension Outcome {
    var code: Int64 {
        switch self {
        case .delivered: 0
        case .transient: 1
        case .permanent: 2
        case .gone: 3
        case .configuration: 4
        case .pluginFault: 5
        }
    }

    init(code: Int64) throws(StoreError) {
        switch code {
        case 0: self = .delivered
        case 1: self = .transient
        case 2: self = .permanent
        case 3: self = .gone
        case 4: self = .configuration
        case 5: self = .pluginFault
        default: throw .unknownCode(code, "attempt's outcome")
        }
    }
}

extension Sent {
    var code: Int64 {
        switch self {
        case .no: 0
        case .maybe: 1
        case .yes: 2
        }
    }

    init(code: Int64) throws(StoreError) {
        switch code {
        case 0: self = .no
        case 1: self = .maybe
        case 2: self = .yes
        default: throw .unknownCode(code, "attempt's word on whether the message was sent")
        }
    }
}

extension Job.Kind {
    var code: Int64 {
        switch self {
        case .replay: 0
        case .retry: 1
        case .erase: 2
        case .cancel: 3
        }
    }

    init(code: Int64) throws(StoreError) {
        switch code {
        case 0: self = .replay
        case 1: self = .retry
        case 2: self = .erase
        case 3: self = .cancel
        default: throw .unknownCode(code, "job's kind")
        }
    }
}

extension Job.State {
    var code: Int64 {
        switch self {
        case .running: 0
        case .done: 1
        case .cancelled: 2
        case .failed: 3
        }
    }

    init(code: Int64) throws(StoreError) {
        switch code {
        case 0: self = .running
        case 1: self = .done
        case 2: self = .cancelled
        case 3: self = .failed
        default: throw .unknownCode(code, "job's state")
        }
    }
}

extension StoreError {
    static func unknownCode(_ code: Int64, _ what: String) -> StoreError {
        StoreError(.corrupt, "the store has \(code) for a \(what), which this version does not know")
    }
}
