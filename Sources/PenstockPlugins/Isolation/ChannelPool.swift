internal import Foundation
internal import PenstockWire

/// One channel to a worker, with the memory for what is written to it.
final class WorkerChannel: @unchecked Sendable {
    let socket: FrameSocket
    var writer = WireWriter(capacity: 64 << 10)

    init(_ socket: FrameSocket) { self.socket = socket }
}

/// The channels of a worker. Each is used by one thread at a time; whoever finds none waits.
final class ChannelPool: @unchecked Sendable {
    private let condition = NSCondition()
    private var idle: [Int]
    private let channels: [WorkerChannel]

    init(_ channels: [WorkerChannel]) {
        self.channels = channels
        idle = Array(channels.indices.reversed())
    }

    /// Runs with a channel, with the preferred one where it is idle: then an instance meets the same thread again.
    func with<R, E: Error>(preferring index: Int, _ body: (WorkerChannel) throws(E) -> R) throws(E) -> R {
        let taken = take(index % channels.count)
        defer { give(taken) }
        return try body(channels[taken])
    }

    /// Wakes everyone who waits for the worker.
    func shutDown() {
        for channel in channels { channel.socket.shutDown() }
    }

    private func take(_ preferred: Int) -> Int {
        condition.lock()
        defer { condition.unlock() }
        while idle.isEmpty { condition.wait() }
        if let place = idle.lastIndex(of: preferred) { return idle.remove(at: place) }
        return idle.removeLast()
    }

    private func give(_ index: Int) {
        condition.lock()
        idle.append(index)
        condition.signal()
        condition.unlock()
    }
}
