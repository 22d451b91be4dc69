/// A kind of long work, in the words of the API and for people.
enum JobKind {
    case replay, retry, erasure, cancellation

    /// The API's name of the list.
    var path: String {
        switch self {
        case .replay: "replays"
        case .retry: "retries"
        case .erasure: "erasures"
        case .cancellation: "cancellations"
        }
    }

    var command: String {
        switch self {
        case .replay: "penstock replay"
        case .retry: "penstock retry"
        case .erasure: "penstock erase"
        case .cancellation: "penstock cancel"
        }
    }

    /// What it is about, with a number.
    func things(_ count: Int) -> String {
        self == .erasure ? counted(count, "event") : counted(count, "delivery", "deliveries")
    }

    /// What a person is asked before it begins.
    func question(_ count: Int) -> String {
        switch self {
        case .replay: "deliver \(things(count)) again"
        case .retry: "retry \(things(count)) now"
        case .erasure: "erase \(things(count)) for good"
        case .cancellation: "cancel \(things(count))"
        }
    }

    /// What has been done.
    func outcome(_ count: Int) -> String {
        switch self {
        case .replay: "\(counted(count, "new delivery", "new deliveries")) made"
        case .retry: "\(things(count)) due again"
        case .erasure: "\(things(count)) erased"
        case .cancellation: "\(things(count)) cancelled"
        }
    }

    /// Why something was passed over.
    var passedOver: String {
        switch self {
        case .replay: "their payload is gone"
        case .retry, .cancellation: "their state has changed"
        case .erasure: "erased before"
        }
    }
}
