internal import CPenstock
internal import PenstockWire
internal import Synchronization

/// What a plugin says of a configuration.
@safe struct ReportLine {
    enum Matter { case problem(level: UInt32, offset: Int64), reads(offset: Int64, flags: UInt32) }
    var matter: Matter
    var pointer: penstock_bytes
    var text: penstock_bytes
}

/// One delivery in a call, in the form in which plugins see it.
@safe struct ProxyCall {
    var message: UnsafePointer<penstock_message>
    /// Nil for ops that write nothing.
    var output: UnsafeMutablePointer<penstock_output>?
    var call: UnsafePointer<penstock_call>
    /// Whose it is, where what stages keep may have to be taken back.
    var frame: MessageFrame?
}

/// A call that came to no end because the worker did.
struct LostCall: Error {
    var end: WorkerEnd
    /// Whether the worker was ended because this very call took too long.
    var isOwn: Bool
}

extension WorkerProcess {
    /// Asks for something that is answered by a verdict.
    /// - Parameters:
    ///   - index: The stage thread, so that an instance meets the same thread of the worker again.
    ///   - report: Takes what the plugin reports meanwhile.
    func ask(
        _ kind: FrameKind,
        onThread index: Int,
        within time: Duration,
        _ write: (inout WireWriter) -> Void,
        report: (ReportLine) -> Void = { _ in }
    ) throws(WorkerEnd) -> Int32 {
        let patience = WorkerLimits.ticks(time)
        do throws(WireFault) {
            return try channels.with(preferring: index) { channel throws(WireFault) in
                let mark = channel.writer.begin(kind)
                write(&channel.writer)
                channel.writer.end(mark)
                try channel.socket.send(&channel.writer, patience: patience)
                while true {
                    let frame = try channel.socket.receive(patience: patience)
                    var reader = frame.reader
                    switch frame.kind {
                    case .done:
                        let verdict = reader.integer(Int32.self)
                        guard reader.isWhole else { throw .garbage }
                        return WorkerVerdict.checked(verdict)
                    case .problem:
                        let level = reader.integer(UInt32.self)
                        let pointer = unsafe reader.bytes()
                        let offset = reader.integer(Int64.self)
                        let matter = ReportLine.Matter.problem(level: level, offset: offset)
                        unsafe report(ReportLine(matter: matter, pointer: pointer, text: reader.bytes()))
                    case .reads:
                        let pointer = unsafe reader.bytes()
                        let offset = reader.integer(Int64.self)
                        let field = unsafe reader.bytes()
                        let matter = ReportLine.Matter.reads(offset: offset, flags: reader.integer())
                        unsafe report(ReportLine(matter: matter, pointer: pointer, text: field))
                    case .request: try answer(frame, [], on: channel)
                    default: throw .garbage
                    }
                }
            }
        } catch { throw ended(by: error) }
    }

    /// Calls a stage for deliveries, in slices; each is answered by its own reply.
    /// - Parameter done: Takes the verdict of a delivery, by its place.
    func call(
        _ operation: WireOperation,
        _ instance: ProxyInstance,
        _ calls: [ProxyCall],
        done: (Int, Int32) -> Void
    ) throws(LostCall) {
        let patience = WorkerLimits.ticks(instance.stage.timeout)
        do throws(WireFault) {
            try channels.with(preferring: instance.thread) { channel throws(WireFault) in
                var next = 0
                while next < calls.count {
                    let slice = write(operation, instance, calls[next...], on: channel)
                    try channel.socket.send(&channel.writer, patience: patience)
                    let asking = calls[next..<next + slice]
                    for index in asking.indices {
                        done(index, try reply(to: calls[index], of: asking, on: channel, patience))
                    }
                    next += slice
                }
            }
        } catch { throw LostCall(end: ended(by: error), isOwn: error == .silent) }
        answers.add(1, ordering: .relaxed)
    }

    /// Writes one frame.
    /// - Returns: How many deliveries are in it.
    private func write(
        _ operation: WireOperation,
        _ instance: ProxyInstance,
        _ calls: ArraySlice<ProxyCall>,
        on channel: WorkerChannel
    ) -> Int {
        let mark = channel.writer.begin(.call)
        channel.writer.put(operation.rawValue)
        channel.writer.put(instance.id)
        let place = channel.writer.count
        channel.writer.put(UInt32(0))
        var count = 0
        for call in calls.prefix(WireLimits.slice) {
            unsafe channel.writer.put(call.message, call.call)
            count += 1
            if channel.writer.count >= WireLimits.sliceBytes { break }
        }
        channel.writer.patch(UInt32(count), at: place)
        channel.writer.end(mark)
        return count
    }

    private func reply(
        to call: ProxyCall,
        of slice: ArraySlice<ProxyCall>,
        on channel: WorkerChannel,
        _ patience: Int
    ) throws(WireFault) -> Int32 {
        while true {
            let frame = try channel.socket.receive(patience: patience)
            switch frame.kind {
            case .reply: return try call.apply(frame)
            case .request: try answer(frame, slice, on: channel)
            default: throw .garbage
            }
        }
    }

    private func answer(
        _ frame: Frame,
        _ slice: ArraySlice<ProxyCall>,
        on channel: WorkerChannel
    ) throws(WireFault) {
        try library.answer(frame, slice, into: &channel.writer)
        try channel.socket.send(&channel.writer, patience: WorkerLimits.ticks(library.limits.call))
    }

    private func ended(by fault: WireFault) -> WorkerEnd {
        switch fault {
        case .closed: end(nil)
        case .silent: end(.hung)
        case .garbage: end(.garbage)
        }
    }
}

extension ProxyCall {
    /// Does to the message what the stage did in the worker.
    /// - Returns: The stage's verdict.
    func apply(_ frame: Frame) throws(WireFault) -> Int32 {
        var reader = frame.reader
        var verdict = WorkerVerdict.checked(reader.integer())
        while !reader.isAtEnd {
            guard let change = OutputChange(rawValue: reader.integer()) else { throw .garbage }
            switch change {
            case .fail: unsafe call.pointee.fail(call, reader.bytes(), reader.bytes())
            case .explain: unsafe call.pointee.explain(call, reader.bytes())
            default:
                guard let output = unsafe output else { throw .garbage }
                if unsafe !apply(change, &reader, to: output) { verdict = PENSTOCK_FAIL_LIMIT }
            }
        }
        guard reader.isWhole else { throw .garbage }
        return verdict
    }

    /// - Returns: False when the output does not grow as far.
    private func apply(
        _ change: OutputChange,
        _ reader: inout WireReader,
        to output: UnsafeMutablePointer<penstock_output>
    ) -> Bool {
        switch change {
        case .contentType: unsafe output.pointee.set_content_type(output, reader.bytes())
        case .header: unsafe output.pointee.set_header(output, reader.bytes(), reader.bytes())
        case .attribute: unsafe output.pointee.set_attribute(output, reader.bytes(), reader.bytes())
        case .target: unsafe output.pointee.set_target(output, reader.bytes(), reader.bytes())
        case .slice:
            unsafe output.pointee.slice_offset = Int(clamping: reader.integer(UInt64.self))
            unsafe output.pointee.slice_length = Int(clamping: reader.integer(UInt64.self))
        case .overrun: unsafe output.pointee.length = output.pointee.capacity + 1
        case .body:
            let body = unsafe reader.bytes()
            if unsafe body.len > output.pointee.capacity, unsafe output.pointee.grow(output, body.len) != PENSTOCK_OK {
                return false
            }
            if let source = unsafe body.ptr, let target = unsafe output.pointee.buffer {
                unsafe target.update(from: source, count: body.len)
            }
            unsafe output.pointee.length = unsafe body.len
        case .fail, .explain: break
        }
        return true
    }
}
