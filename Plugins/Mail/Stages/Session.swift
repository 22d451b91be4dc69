internal import CCurl
internal import Glibc
internal import PenstockPluginKit

/// One SMTP session: an easy handle of libcurl, which keeps its connection from mail to mail. Belongs to one thread.
@safe final class Session {
    private let easy: UnsafeMutableRawPointer
    private let options: RelayOptions
    private let errorText: UnsafeMutablePointer<CChar>

    // Of the mail under way:
    private var conversation = Conversation(isEncrypted: false)
    private var body: Bytes?
    private var read = 0
    private var addressRefusal: String?
    private var egress: Egress?
    private var isLoginMissing = false
    /// Bytes of the reply that is coming in.
    private var heard = 0
    /// How long a reply may be; libcurl gives up at a limit of its own, and says only that it failed.
    private static let hearingLimit = 32 * 1024
    /// Sockets that are open.
    private var sockets: Set<Int32> = []
    /// How long this mail may take.
    private var limit = Microseconds(0)
    private var isCancelled: () -> Bool = { false }

    init?(_ options: RelayOptions) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        unsafe self.easy = unsafe easy
        self.options = options
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setUp()
    }

    /// Says goodbye to the server and closes.
    deinit {
        stopListening()
        unsafe curl_easy_cleanup(easy)
        unsafe errorText.deallocate()
    }

    /// Hands one mail over. Blocks until it is done, has failed, or `isCancelled` answers true.
    func send(_ job: MailJob, isCancelled: @escaping () -> Bool) -> AttemptResult {
        let message = job.delivery.message
        guard let envelope = Envelope(message) else {
            return refusal("not-a-mail", "this message is no mail; put the transform email before the transport smtp")
        }
        if let text = envelope.refusal { return refusal("bad-address", text) }
        guard hasOnlyLineEnds(message.body) else {
            return refusal("bad-line-end", "a line of the mail does not end with CRLF, so it cannot be sent safely")
        }
        let accepted = Set(String(job.delivery.resume).split(separator: "\n").map(String.init))
        let open = envelope.recipients.filter { !accepted.contains($0.address) }
        conversation = Conversation(isEncrypted: options.encryption == .fromTheStart)
        body = message.body
        read = 0
        addressRefusal = nil
        egress = job.egress
        isLoginMissing = false
        heard = 0
        self.isCancelled = isCancelled
        unsafe errorText.pointee = 0
        let code = perform(envelope.sender, open.map(\.address), job)
        let isWhole = read == message.body.count
        body = nil
        egress = nil
        var result = Settlement(
            envelope: envelope,
            accepted: accepted,
            conversation: conversation,
            ending: ending(code, isWhole: isWhole),
            isWhole: isWhole,
            relay: options.name
        ).result()
        addTimings(to: &result)
        return result
    }

    private func refusal(_ code: String, _ text: String) -> AttemptResult {
        var result = AttemptResult(.permanent)
        result.code = code
        result.sentence = text
        return result
    }

    private func perform(_ sender: String, _ recipients: [String], _ job: MailJob) -> CURLcode {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(list) }
        for address in recipients { unsafe list = curl_slist_append(list, address) }
        _ = unsafe ccurl_set_text(easy, CURLOPT_MAIL_FROM, sender)
        _ = unsafe ccurl_set_list(easy, CURLOPT_MAIL_RCPT, list)
        defer { _ = unsafe ccurl_set_list(easy, CURLOPT_MAIL_RCPT, nil) }
        _ = unsafe ccurl_set_size(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(job.delivery.message.body.count))
        let budget = job.delivery.call.budgetMicroseconds
        limit = Microseconds(budget > 0 ? min(budget, options.timeout.value) : options.timeout.value)
        _ = unsafe ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, max(1, Int(limit.milliseconds)))
        return unsafe curl_easy_perform(easy)
    }

    private func ending(_ code: CURLcode, isWhole: Bool) -> Settlement.Ending {
        if code == CURLE_OK { return .complete }
        if let addressRefusal {
            return .broken(
                .permanent,
                code: "egress-refused",
                "\(options.name) may not be connected to: \(addressRefusal)"
            )
        }
        if isLoginMissing {
            return .broken(
                .configuration,
                code: "login-not-offered",
                "\(options.name) offers no login, but username and password are set; nothing was sent. Check the port, "
                    + "or remove them"
            )
        }
        if heard > Self.hearingLimit {
            return .broken(.transient, code: "reply-too-long", "\(options.name) sent a reply that does not end")
        }
        let (outcome, word, text) = RelayFailure(
            code: code,
            systemError: Int32(truncatingIfNeeded: long(CURLINFO_OS_ERRNO)),
            phase: phase(isWhole: isWhole),
            limit: limit,
            detail: unsafe String(cString: errorText)
        ).verdict(options)
        return .broken(outcome, code: word, text)
    }

    private func phase(isWhole: Bool) -> RelayFailure.Phase {
        if conversation.hasBegunContent { return .content(isWhole: isWhole) }
        if conversation.command != .greeting {
            let isAgreeing = conversation.command == .startTLS && conversation.isEncrypted
            return isAgreeing ? .tls : .answer(conversation.command)
        }
        if long(CURLINFO_PRIMARY_PORT) == 0 { return known(CURLINFO_NAMELOOKUP_TIME_T) == nil ? .name : .connection }
        let isAgreed = options.encryption != .fromTheStart || known(CURLINFO_APPCONNECT_TIME_T) != nil
        return isAgreed ? .answer(.greeting) : .tls
    }

    // MARK: - What libcurl calls

    /// A line that the server sent. False ends the session.
    fileprivate func received(_ line: String) -> Bool {
        heard += line.utf8.count
        if heard > Self.hearingLimit { return false }
        let answered = conversation.received(line)
        if answered != nil { heard = 0 }
        guard options.username != nil, let answered, answered.command == .hello, answered.reply.code == 250 else {
            return true
        }
        // libcurl would go on without logging in. Before STARTTLS a server may well keep its offer to itself.
        let isFinal = conversation.isEncrypted || options.encryption == .none
        isLoginMissing = isFinal && !conversation.offersLogin
        return !isLoginMissing
    }

    fileprivate func sent(_ line: String) {
        if line.hasPrefix("QUIT") { stopListening() }
        conversation.sent(line)
    }

    fileprivate func opened(_ socket: Int32) {
        if socket >= 0 { sockets.insert(socket) }
    }

    fileprivate func closed(_ socket: Int32) {
        sockets.remove(socket)
        close(socket)
    }

    /// libcurl waits for the answer to QUIT for two minutes, whatever its timeout. Nobody needs that answer, so it is
    /// told that none will come; the QUIT itself is still sent.
    private func stopListening() {
        for socket in sockets { shutdown(socket, Int32(SHUT_RD)) }
    }

    fileprivate func copyBody(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let body else { return 0 }
        let count = min(buffer.count, body.count - read)
        guard count > 0 else { return 0 }
        _ = unsafe body.withContiguousStorageIfAvailable { bytes in
            let piece = unsafe UnsafeBufferPointer(rebasing: bytes[read..<read + count])
            unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(piece))
        }
        read += count
        return count
    }

    fileprivate var mustStop: Bool { isCancelled() }

    fileprivate func allows(_ address: UnsafeRawPointer, length: Int) -> Bool {
        if addressRefusal == nil, let egress {
            addressRefusal = unsafe egress.refusal(name: options.host, address: address, length: length)
        }
        return addressRefusal == nil
    }

    // MARK: - Once, and after

    private func setUp() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe ccurl_on_header(easy, lineArrived, context)
        unsafe ccurl_on_debug(easy, lineSeen, context)
        unsafe ccurl_on_read(easy, bodyWanted, context)
        unsafe ccurl_on_open(easy, openSocket, context)
        unsafe ccurl_on_close(easy, closeSocket, context)
        unsafe ccurl_on_progress(easy, progressMade, context)
        _ = unsafe ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        unsafe ccurl_set_safe_defaults(easy)
        let encryption = options.encryption == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_UPLOAD, 1), (CURLOPT_USE_SSL, Int(encryption.rawValue)), (CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1),
            (CURLOPT_CONNECTTIMEOUT_MS, Int(RelayOptions.connectTimeout.milliseconds)),
        ]
        for (option, value) in numbers { _ = unsafe ccurl_set_long(easy, option, value) }
        var texts: [(CURLoption, String)] = [
            // The path of the URL is the name that EHLO says.
            (CURLOPT_URL, "\(options.url)/\(options.hello)"), (CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
        ]
        if let username = options.username { texts.append((CURLOPT_USERNAME, username)) }
        if let password = options.password { texts.append((CURLOPT_PASSWORD, password)) }
        if let file = options.certificateAuthorities { texts.append((CURLOPT_CAINFO, file)) }
        for (option, value) in texts { _ = unsafe ccurl_set_text(easy, option, value) }
    }

    private func addTimings(to result: inout AttemptResult) {
        let isReused = long(CURLINFO_NUM_CONNECTS) == 0
        result.timings.name = isReused ? nil : known(CURLINFO_NAMELOOKUP_TIME_T)
        result.timings.connect = isReused ? 0 : known(CURLINFO_CONNECT_TIME_T)
        result.timings.tls = isReused ? nil : known(CURLINFO_APPCONNECT_TIME_T)
        result.timings.total = known(CURLINFO_TOTAL_TIME_T)
    }

    /// A time in microseconds since the mail was begun; nil for what did not happen.
    private func known(_ info: CURLINFO) -> Int64? {
        var value: curl_off_t = 0
        _ = unsafe ccurl_get_size(easy, info, &value)
        return value > 0 ? Int64(value) : nil
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        _ = unsafe ccurl_get_long(easy, info, &value)
        return value
    }
}

/// Whether every CR is followed by LF and every LF follows a CR: a bare one is read as a line's end by some servers
/// and not by others, which lets a mail smuggle another.
private func hasOnlyLineEnds(_ body: Bytes) -> Bool {
    body.withSpan { span in
        var previous: UInt8 = 0
        for index in span.indices {
            if (span[index] == 0x0A) != (previous == 0x0D) { return false }
            previous = span[index]
        }
        return previous != 0x0D
    }
}

private func session(_ context: UnsafeMutableRawPointer?) -> Session? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Session>.fromOpaque(context).takeUnretainedValue()
}

private func text(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
}

private func lineArrived(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe text(bytes, size * count)
    return unsafe session(context)?.received(line) == true ? size * count : Int(CURL_WRITEFUNC_ERROR)
}

private func lineSeen(
    _ easy: UnsafeMutableRawPointer?,
    _ kind: curl_infotype,
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    if kind == CURLINFO_HEADER_OUT { unsafe session(context)?.sent(text(bytes, count)) }
    return 0
}

private func bodyWanted(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    return unsafe session(context)?.copyBody(to: room) ?? Int(CURL_READFUNC_ABORT)
}

private func openSocket(
    _ context: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let session = unsafe session(context), let address = unsafe address else { return CURL_SOCKET_BAD }
    guard unsafe session.allows(ccurl_socket_address(address), length: Int(address.pointee.addrlen)) else {
        return CURL_SOCKET_BAD
    }
    let descriptor = unsafe socket(
        address.pointee.family,
        address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
        address.pointee.protocol
    )
    session.opened(descriptor)
    return descriptor
}

private func closeSocket(_ context: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t) -> Int32 {
    guard let session = unsafe session(context) else { return 1 }
    session.closed(descriptor)
    return 0
}

private func progressMade(
    _ context: UnsafeMutableRawPointer?,
    _ downTotal: curl_off_t,
    _ down: curl_off_t,
    _ upTotal: curl_off_t,
    _ up: curl_off_t
) -> Int32 {
    unsafe session(context)?.mustStop == true ? 1 : 0
}
