internal import CCurl
internal import Glibc
internal import PenstockPluginKit

/// One exchange at a time: an easy handle of libcurl with all it needs, set up once for its endpoint and used again and
/// again. Belongs to the loop's thread.
@safe final class Transfer {
    /// How much of an answer is kept.
    static let bodyLimit = 16 * 1024
    static let headLimit = 8 * 1024
    /// How much of a head is read; libcurl gives up at 300 KiB, and says only that it failed.
    static let headReadLimit = 256 * 1024
    /// How much of an answer is read at all; what is longer costs the connection.
    static let readLimit = 1024 * 1024

    /// What libcurl reads at once. It takes this buffer from the heap for each exchange and gives it back: one that the
    /// allocator's cache for small pieces can hold costs next to nothing, a larger one makes it tidy up each time.
    private static let bufferSize = 1024

    let easy: UnsafeMutableRawPointer
    let endpoint: Endpoint
    let sockets: SocketTable
    /// Where it stands in the loop's list.
    var position = 0
    private(set) var delivery: Delivery?

    private let errorText: UnsafeMutablePointer<CChar>
    private let headers = RequestHeaders()
    private var target: [UInt8] = []
    private(set) var place: TargetURL?
    /// What libcurl was told last, in milliseconds.
    private var timeouts: (whole: Int64, connect: Int64) = (0, 0)
    /// How long this exchange may take, in microseconds.
    private(set) var limit: Int64 = 0
    /// The look at all addresses of a host that comes from an event, before anything is sent.
    var look = AddressLook()
    /// What is noted beside the answer; nil but for the test of a link.
    var inspection: Inspection?

    private var head: [UInt8] = []
    private var body: [UInt8] = []
    private var read = 0
    private var isTooLong = false
    /// Whether the answer's head has come to its end.
    private var hasWholeHead = false
    var addressRefusal: String?
    /// `errno` of a socket that could not be opened; 0 when all could.
    var socketError: Int32 = 0

    /// - Parameter inspects: Whether it serves the test of a link, and then nothing else.
    init?(for endpoint: Endpoint, on sockets: SocketTable, inspects: Bool = false) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        unsafe self.easy = unsafe easy
        self.endpoint = endpoint
        self.sockets = sockets
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setUp(endpoint.options)
        if inspects { inspect() }
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        look.forgetPin()
        unsafe errorText.deallocate()
    }

    /// Makes the next exchange ready.
    /// - Returns: nil, or how the attempt ends because this cannot be sent.
    /// - Parameter waited: microseconds of its time that are over already.
    func prepare(_ delivery: Delivery, waited: Int64 = 0) -> AttemptResult? {
        head.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        read = 0
        isTooLong = false
        hasMore = false
        hasWholeHead = false
        addressRefusal = nil
        socketError = 0
        unsafe errorText.pointee = 0
        let message = delivery.message
        if let refusal = setTarget(message.target) ?? setHeaders(message) { return refusal }
        if endpoint.options.hasBody {
            // libcurl reads the body where it lies: a delivery's views live until it is completed. An empty one needs
            // a pointer too, never followed: null would make libcurl ask for the body by callback.
            message.body.withSpan { body in
                unsafe body.withUnsafeBytes { bytes in
                    _ = unsafe ccurl_set_pointer(
                        easy,
                        CURLOPT_POSTFIELDS,
                        bytes.baseAddress ?? UnsafeRawPointer(errorText)
                    )
                }
            }
            _ = unsafe ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(message.body.count))
        }
        let (whole, budget) = (endpoint.options.timeout.value, delivery.call.budgetMicroseconds)
        limit = max(1, (budget > 0 ? min(whole, budget) : whole) - waited)
        setTimeouts(spent: 0)
        self.delivery = delivery
        beginLook()
        return nil
    }

    /// Ends the exchange and says how the attempt went.
    func finish(_ code: CURLcode) -> AttemptResult {
        if let inspected { return inspected }
        let status = status
        func judged() -> Verdict {
            AnswerRules.verdict(status: status, head: head, host: host, now: nowSeconds)
        }
        // libcurl takes a head that breaks off for the end of one.
        if hasWholeHead && (code == CURLE_OK || (code == CURLE_WRITE_ERROR && isTooLong)) {
            return result(judged(), status: status, sent: .yes)
        }
        // An interim answer (100, 103) is none.
        let answered = status >= 200 && hasWholeHead ? status : 0
        if answered >= 300 && addressRefusal == nil {
            // A refusal is one, with its Retry-After, however its body ended.
            var verdict = judged()
            verdict.sentence += "; its answer was cut short"
            return result(verdict, status: answered, sent: .yes, isCut: true)
        }
        let stop = Interruption(
            code: code == CURLE_OK ? CURLE_RECV_ERROR : code,
            systemError: socketError != 0 ? socketError : Int32(truncatingIfNeeded: long(CURLINFO_OS_ERRNO)),
            status: answered,
            hasResolved: time(CURLINFO_NAMELOOKUP_TIME_T) > 0,
            hasReached: hasReached,
            hasConnected: time(CURLINFO_PRETRANSFER_TIME_T) > 0,
            hasSent: hasSent,
            hasSentAll: size(CURLINFO_SIZE_UPLOAD_T) >= (sendsBody ? delivery?.message.body.count ?? 0 : 0),
            limit: Microseconds(limit),
            proxyStatus: endpoint.options.proxy == nil ? 0 : long(CURLINFO_HTTP_CONNECTCODE),
            detail: detail,
            refusal: addressRefusal
        )
        let sent: AttemptResult.Sent = answered > 0 ? .yes : stop.hasSent ? .maybe : .no
        return result(stop.verdict(host: host, endpoint.options), status: answered, sent: sent, isCut: answered > 0)
    }

    /// Ends the exchange before its time.
    func abandon(_ code: String, _ reason: String) -> AttemptResult {
        if let inspected { return inspected }
        let verdict = Verdict(.transient, code, "\(reason) before \(host) had answered")
        let answered = status >= 200 && hasWholeHead ? status : 0
        let sent: AttemptResult.Sent = answered > 0 ? .yes : hasSent ? .maybe : .no
        return result(verdict, status: answered, sent: sent, isCut: answered > 0)
    }

    /// Forgets the delivery, which is completed.
    func rest() {
        delivery = nil
    }

    // MARK: - Before

    private func setTarget(_ wanted: Bytes) -> AttemptResult? {
        guard !wanted.elementsEqual(target) else { return nil }
        let text = String(wanted)
        guard let url = TargetURL(text), url.refusal == nil, !text.utf8.contains(where: HeaderRules.endsLine) else {
            var refused = AttemptResult(.permanent)
            refused.code = "bad-url"
            refused.sentence = "the URL for this delivery is none that can be sent to"
            return refused
        }
        target = Array(wanted)
        place = url
        _ = unsafe ccurl_set_text(easy, CURLOPT_URL, text)
        // Over TLS, wait for a connection that is being made to say whether it carries several requests (HTTP/2).
        // Without TLS it never does, but would say so only with its first answer.
        _ = unsafe ccurl_set_long(easy, CURLOPT_PIPEWAIT, url.scheme == "https" ? 1 : 0)
        return nil
    }

    private func setHeaders(_ message: Message) -> AttemptResult? {
        headers.removeAll()
        if endpoint.options.isQuestion {
            for line in endpoint.options.fixedHeaders { headers.append(line: line) }
            _ = unsafe ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers.list())
            return nil
        }
        var hasContentType = false
        for (name, value) in message.headers {
            guard !HeaderRules.isReserved(name), headers.append(name: name, value: value) else {
                var refused = AttemptResult(.permanent)
                refused.code = "bad-header"
                refused.sentence =
                    "the header '\(String(name).prefix(100))' cannot be sent: its name is none or is "
                    + "written by the transport itself, or its value holds a line break"
                return refused
            }
            if name.count == 12 && HeaderRules.equals(name, "content-type") { hasContentType = true }
        }
        if !hasContentType && message.contentType.count > 0 && endpoint.options.hasBody {
            guard headers.append(contentType: message.contentType) else {
                var refused = AttemptResult(.permanent)
                refused.code = "bad-header"
                refused.sentence = "the body's content type cannot be sent: it holds a line break"
                return refused
            }
        }
        for line in endpoint.options.fixedHeaders { headers.append(line: line) }
        _ = unsafe ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers.list())
        return nil
    }

    /// Tells libcurl how much time is left.
    /// - Parameter spent: Microseconds of it that are over.
    func setTimeouts(spent: Int64) {
        let options = endpoint.options
        let whole = max(1, Microseconds(max(0, limit - spent)).milliseconds)
        let connect = max(1, Microseconds(max(0, options.connectTimeout.value - spent)).milliseconds)
        if whole != timeouts.whole { _ = unsafe ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(whole)) }
        if connect != timeouts.connect { _ = unsafe ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(connect)) }
        timeouts = (whole, connect)
    }

    // MARK: - During: what libcurl's callbacks bring

    /// Takes a line of the answer's head. False ends the exchange.
    func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        // An interim answer (100, 103) is followed by another head; the last one counts.
        if unsafe line.starts(with: "HTTP/".utf8) {
            head.removeAll(keepingCapacity: true)
            hasWholeHead = false
        }
        if line.count <= 2 { hasWholeHead = true }
        read += line.count
        if head.count + line.count <= Transfer.headLimit { unsafe head.append(contentsOf: line) }
        isTooLong = read > (hasWholeHead ? Transfer.readLimit : Transfer.headReadLimit)
        return !isTooLong
    }

    /// Takes a piece of the answer's body. False ends the exchange.
    func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        read += piece.count
        let room = Transfer.bodyLimit - body.count
        if room > 0 { unsafe body.append(contentsOf: piece.prefix(room)) }
        hasMore = hasMore || piece.count > room
        isTooLong = read > Transfer.readLimit
        return !isTooLong
    }

    private var hasMore = false

    // MARK: - After

    /// - Parameter isCut: Whether the answer did not come to its end.
    private func result(
        _ verdict: Verdict,
        status: Int,
        sent: AttemptResult.Sent,
        isCut: Bool = false
    ) -> AttemptResult {
        var result = AttemptResult(verdict.outcome)
        result.status = status
        result.sent = sent
        result.retryAfterMilliseconds = verdict.retryAfterMilliseconds
        result.code = verdict.code
        result.sentence = verdict.sentence
        result.responseHead = head
        result.responseBody = body
        result.isTruncated = hasMore || isCut
        let isReused = long(CURLINFO_NUM_CONNECTS) == 0
        result.timings.total = look.spent + time(CURLINFO_TOTAL_TIME_T)
        result.timings.firstByte = status > 0 ? look.spent + time(CURLINFO_STARTTRANSFER_TIME_T) : nil
        if isReused {
            result.timings.connect = status > 0 ? 0 : nil
        } else {
            result.timings.name = known(CURLINFO_NAMELOOKUP_TIME_T)
            result.timings.connect = known(CURLINFO_CONNECT_TIME_T)
            result.timings.tls = known(CURLINFO_APPCONNECT_TIME_T)
        }
        if inspection != nil { result.attributes = inspectedAttributes() }
        return result
    }

    private var status: Int { long(CURLINFO_RESPONSE_CODE) }
    /// What libcurl says of why it failed.
    var detail: String { unsafe String(cString: errorText) }
    /// Whether a connection stood, TLS perhaps not yet. The time of it is not known to libcurl before TLS stands.
    var hasReached: Bool { long(CURLINFO_PRIMARY_PORT) > 0 }
    private var nowSeconds: Int64 { (delivery?.call.nowMicroseconds ?? 0) / 1_000_000 }
    private var host: String { place?.authority ?? "the receiver" }
    /// Whether some of the request was written. The wish for a tunnel, which a proxy gets, counts as well to libcurl.
    private var hasSent: Bool {
        long(CURLINFO_REQUEST_SIZE) > 0
            && (endpoint.options.proxy == nil || time(CURLINFO_PRETRANSFER_TIME_T) > 0)
    }
    private var sendsBody: Bool { endpoint.options.hasBody }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        _ = unsafe ccurl_get_long(easy, info, &value)
        return value
    }

    /// A time in microseconds since the exchange began.
    func time(_ info: CURLINFO) -> Int64 { Int64(size(info)) }

    private func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        _ = unsafe ccurl_get_size(easy, info, &value)
        return Int(value)
    }

    private func known(_ info: CURLINFO) -> Int64? {
        let value = time(info)
        return value > 0 ? value : nil
    }

    // MARK: - Once

    private func setUp(_ options: EndpointOptions) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe ccurl_set_pointer(easy, CURLOPT_PRIVATE, context)
        _ = unsafe ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        unsafe ccurl_on_header(easy, headArrived, context)
        unsafe ccurl_on_write(easy, bodyArrived, context)
        unsafe ccurl_on_open(easy, openSocket, context)
        unsafe ccurl_on_close(easy, closeSocket, Unmanaged.passUnretained(sockets).toOpaque())
        if options.checksEveryRequest { unsafe ccurl_on_request(easy, requestBegins, context) }
        unsafe ccurl_set_safe_defaults(easy)
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_TCP_NODELAY, 1),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)), (CURLOPT_BUFFERSIZE, Transfer.bufferSize),
            (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1), (CURLOPT_HTTPPROXYTUNNEL, options.proxy == nil ? 0 : 1),
            options.hasBody ? (CURLOPT_POST, 1) : (CURLOPT_HTTPGET, 1),
        ]
        for (option, value) in numbers { _ = unsafe ccurl_set_long(easy, option, value) }
        var texts: [(CURLoption, String)] = [
            (CURLOPT_USERAGENT, "Penstock/\(version)"), (CURLOPT_PROTOCOLS_STR, "http,https"),
        ]
        if options.method != "GET" && options.method != "POST" { texts.append((CURLOPT_CUSTOMREQUEST, options.method)) }
        if let proxy = options.proxy { texts.append((CURLOPT_PROXY, proxy.text)) }
        if let file = options.certificateAuthorities { texts.append((CURLOPT_CAINFO, file)) }
        if let file = options.clientCertificate { texts.append((CURLOPT_SSLCERT, file)) }
        if let file = options.clientKey ?? options.clientCertificate { texts.append((CURLOPT_SSLKEY, file)) }
        for (option, value) in texts { _ = unsafe ccurl_set_text(easy, option, value) }
    }
}
