internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// Answers `POST /v1/events` with one event on the event loop of its connection, without a task.
///
/// It stands before the router and lets everything else pass: other routes, batches, bodies without a declared length or
/// over the limit, whatever the door does not admit, and requests behind one that the router is still answering. What it answers, the router would answer
/// alike, by the same functions: it only spares each event the tasks and streams that a route needs.
final class ExpressIntake: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// Nothing of a request has come that is not answered.
        case idle
        /// The body of an event is coming.
        case reading(HTTPRequest, EventForm, ByteBuffer)
        /// The engine has the event. What the sender sends meanwhile waits.
        case waiting
        /// The router has a request; the number of those that it has not answered.
        case passing(Int)
    }

    private let engine: any EngineService
    private let door: Door
    private let bodyLimit: Int
    private let refusals: RefusalCounts
    private let dates: HTTPDates
    private var state = State.idle
    private var knownHost: String?
    private var later: [HTTPRequestPart] = []
    private var wantsToRead = false
    /// More parts than this are not read while one event waits.
    private static let laterLimit = 64

    init(engine: any EngineService, door: Door, bodyLimit: Int, refusals: RefusalCounts, dates: HTTPDates) {
        self.engine = engine
        self.door = door
        self.bodyLimit = bodyLimit
        self.refusals = refusals
        self.dates = dates
    }

    // MARK: - In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(unwrapInboundIn(data), context)
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.waiting, _):
            later.append(part)
        case (.idle, .head(let head)):
            if let form = form(of: head) {
                state = .reading(head, form, ByteBuffer())
            } else {
                state = .passing(1)
                context.fireChannelRead(wrapInboundOut(part))
            }
        case (.passing(let count), .head):
            state = .passing(count + 1)
            context.fireChannelRead(wrapInboundOut(part))
        case (.reading(let head, let form, var body), .body(var piece)):
            if body.readableBytes == 0 { body = piece } else { body.writeBuffer(&piece) }
            state = .reading(head, form, body)
        case (.reading(let head, let form, let body), .end):
            state = .waiting
            accept(head, form, Array(buffer: body), context)
        case (.idle, _), (.passing, _), (.reading, .head):
            context.fireChannelRead(wrapInboundOut(part))
        }
    }

    /// The form of a request that is answered here; nil where the router has to see it.
    private func form(of head: HTTPRequest) -> EventForm? {
        guard head.method == .post, head.path == "/v1/events",
            let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length <= bodyLimit,
            head.headerFields[.connection] == nil, head.headerFields[.expect] == nil,
            let form = try? EventRequest.form(head.headerFields), form != .batched,
            door.admits(.ingest, head, known: &knownHost)
        else { return nil }
        return form
    }

    private func accept(_ head: HTTPRequest, _ form: EventForm, _ body: [UInt8], _ context: ChannelHandlerContext) {
        let draft: EventDraft
        do throws(Problem) {
            draft = try EventRequest.draft(form, head.headerFields, body)
        } catch {
            return answer(.failure(error), context)
        }
        let (loop, bound) = (context.eventLoop, NIOLoopBound((self, context), eventLoop: context.eventLoop))
        engine.accept(draft) { result in
            let result = result.mapError { Problem($0) }
            loop.execute {
                let (handler, context) = bound.value
                handler.answer(result, context)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .passing(0)
        later = []
        context.fireChannelInactive()
    }

    // MARK: - Out

    private func answer(_ result: Result<Acceptance, Problem>, _ context: ChannelHandlerContext) {
        // The sender may have gone meanwhile; what was accepted stays accepted.
        guard case .waiting = state else { return }
        var json = JSONWriter()
        var fields = HTTPFields()
        let status: HTTPResponse.Status
        switch result {
        case .success(let acceptance):
            json.acceptance(acceptance)
            status = .accepted
            fields[.contentType] = "application/json"
        case .failure(let problem):
            refusals.count(problem.kind)
            json.problem(problem)
            status = problem.status
            fields = problem.allHeaders
        }
        fields[.contentLength] = String(json.bytes.count)
        fields[.date] = dates.now
        fields[.server] = "penstock"
        context.write(wrapOutboundOut(.head(HTTPResponse(status: status, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(context.channel.allocator.buffer(bytes: json.bytes))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        state = .idle
        goOn(context)
    }

    /// The parts that came while an event waited.
    private func goOn(_ context: ChannelHandlerContext) {
        guard !later.isEmpty else { return }
        let parts = later
        later = []
        for part in parts { take(part, context) }
        // The read in which these came is over, and the router takes nothing before that is said.
        context.fireChannelReadComplete()
        guard wantsToRead, later.count < Self.laterLimit else { return }
        wantsToRead = false
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), case .passing(let count) = state {
            state = count > 1 ? .passing(count - 1) : .idle
        }
        context.write(data, promise: promise)
    }

    func read(context: ChannelHandlerContext) {
        if later.count >= Self.laterLimit { wantsToRead = true } else { context.read() }
    }
}
