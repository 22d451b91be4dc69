/// What a frame between the host and a worker is about. A frame is its length (u32, of what follows), its kind (u8) and
/// its content; all numbers are little-endian, bytes have their length (u32) before them.
package enum FrameKind: UInt8, Sendable {
    // The host asks, on a channel; every request but `call` is answered by one `done`.
    case configure = 1
    case release, create, destroy, activate, deactivate, drain
    /// A slice of deliveries for one instance; answered by a `reply` for each, in their order.
    case call
    /// What the host says to a `request`.
    case answer

    // The host tells, on the control socket.
    case submit, cancel

    // The worker, on a channel.
    case problem, reads, done, reply
    /// A service of the host is asked for; also on the service socket.
    case request

    // The worker, on the control socket.
    case described, refused, completed, notAccepted, progress, log
    /// Figures of a stage.
    case measured
}

/// What a worker asks of the host for a stage. A `request` is the stage's number, this word, which of the slice's
/// deliveries is under work, and what the C function takes, in its order.
package enum WireService: UInt8, Sendable {
    /// Whether there is a service of this id and revision; answered by its revision, or 0, and the limits of penstock.kv.
    case offer = 1
    /// `penstock_egress.allow`; answered by its word and the reason.
    case allow
    /// `penstock_kv`; each answered by a verdict, `get` by the value too.
    case get, put, remove, compareAndSet
    /// `penstock_metrics.define`; answered by a verdict, the metric's number, and the complaint.
    case define
    /// `penstock_metrics.series`; answered by the series' number, or 0.
    case series
    /// `penstock_directory.find`; answered by a verdict and the row.
    case find
    /// `penstock_history.figures`; answered by a verdict and the figures.
    case figures

    /// Stands for the delivery outside of a stage call.
    package static let noDelivery = UInt32.max
}

/// What is done to a figure. A `measured` is the stage's number, the series', this word, and the bits of the value.
package enum WireMeasure: UInt8, Sendable {
    case add = 1
    case set, observe
}

/// The ops of a stage type that are called for deliveries.
package enum WireOperation: UInt8, Sendable, CaseIterable {
    case filter = 1
    case transform, sign, verify, prepare
}

/// The optional ops that a stage type has, one bit each.
package struct WireOperations: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let filter = WireOperations(rawValue: 1)
    package static let transform = WireOperations(rawValue: 2)
    package static let sign = WireOperations(rawValue: 4)
    package static let verify = WireOperations(rawValue: 8)
    package static let prepare = WireOperations(rawValue: 16)
    package static let submit = WireOperations(rawValue: 32)
    package static let cancel = WireOperations(rawValue: 64)
    package static let drain = WireOperations(rawValue: 128)
    package static let activate = WireOperations(rawValue: 256)
    package static let deactivate = WireOperations(rawValue: 512)
}

/// What a stage did to its output, as it stands in a reply.
package enum OutputChange: UInt8, Sendable {
    case fail = 1
    case explain, contentType, header, attribute, target, body, slice
    /// More was written than there was room for.
    case overrun
}

/// Bounds that both sides keep.
package enum WireLimits {
    /// The largest body that a stage may make, in bytes.
    package static let body = 32 << 20
    /// The largest frame: a body and what stands beside it.
    package static let frame = 48 << 20
    /// Deliveries in one frame.
    package static let slice = 128
    /// Bytes of requests after which a slice goes out in several frames.
    package static let sliceBytes = 1 << 20
    /// Bytes of answers that a worker collects before it sends them.
    package static let flush = 64 << 10
    /// Descriptors of a worker: control, services, then the channels.
    package static let control: Int32 = 3
    package static let services: Int32 = 4
    package static let firstChannel: Int32 = 5
}

/// Why a socket to the other side is of no more use.
package enum WireFault: Error, Sendable, Equatable {
    /// The other side has closed it.
    case closed
    /// Nothing moved for as long as the caller was ready to wait.
    case silent
    /// What came is no frame of this protocol.
    case garbage
}
