internal import CCurl
internal import Glibc

/// libcurl's multi handle, driven by epoll. Belongs to one thread.
@safe final class Reactor {
    private let multi: UnsafeMutableRawPointer
    let sockets: SocketTable
    /// When libcurl wants to be called next, in nanoseconds of the monotonic clock.
    private var due: UInt64?
    private var descriptors = [Int32](repeating: 0, count: 64)
    private var events = [UInt32](repeating: 0, count: 64)

    init?(wakeup: Int32) {
        guard let sockets = SocketTable(), sockets.watch(wakeup), let multi = unsafe curl_multi_init() else {
            return nil
        }
        unsafe self.multi = unsafe multi
        self.sockets = sockets
        unsafe ccurl_multi_on_socket(multi, socketChanged, Unmanaged.passUnretained(sockets).toOpaque())
        unsafe ccurl_multi_on_timer(multi, timerChanged, Unmanaged.passUnretained(self).toOpaque())
        // How many connections are kept when nobody uses them; there is no limit on those in use.
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 1024)
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX)
    }

    /// Closes all connections. No transfer may be under way.
    deinit {
        unsafe curl_multi_cleanup(multi)
    }

    /// Begins a transfer.
    func add(_ transfer: Transfer) -> Bool {
        unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
    }

    /// Ends a transfer, finished or not. A connection that was cut in the middle is closed.
    func remove(_ transfer: Transfer) {
        unsafe curl_multi_remove_handle(multi, transfer.easy)
    }

    /// Waits until a socket is ready, the timer is due or somebody wakes us, and lets libcurl work.
    /// - Parameter limit: The most to wait, in nanoseconds; nil = until something happens.
    func turn(waitingAtMost limit: UInt64?) {
        let wait = [due.map { $0.saturatingSubtract(now()) }, limit].compactMap { $0 }.min()
        // Rounded up: to wake a little early is to spin until the timer is due.
        let milliseconds = wait.map { Int32(clamping: ($0 + 999_999) / 1_000_000) } ?? -1
        let count = unsafe ccurl_epoll_wait(sockets.epoll, &descriptors, &events, milliseconds)
        for index in 0..<max(0, Int(count)) where sockets.isWanted(descriptors[index]) {
            act(on: descriptors[index], events[index])
        }
        if let due, due <= now() {
            self.due = nil
            act(on: CURL_SOCKET_TIMEOUT, 0)
        }
    }

    /// Hands out each transfer that is done, with libcurl's verdict.
    func collect(_ body: (Transfer, CURLcode) -> Void) {
        var code = CURLE_OK
        while let easy = unsafe ccurl_multi_next_done(multi, &code) {
            guard let owner = unsafe ccurl_get_private(easy) else { continue }
            let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
            body(transfer, code)
        }
    }

    /// The monotonic clock in nanoseconds.
    func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    fileprivate func schedule(milliseconds: Int) {
        due = milliseconds < 0 ? nil : now() + UInt64(milliseconds) * 1_000_000
    }

    private func act(on descriptor: Int32, _ events: UInt32) {
        var mask: Int32 = 0
        if events & (ccurl_epollin | ccurl_epollhup | ccurl_epollrdhup) != 0 { mask |= CURL_CSELECT_IN }
        if events & ccurl_epollout != 0 { mask |= CURL_CSELECT_OUT }
        if events & ccurl_epollerr != 0 { mask |= CURL_CSELECT_ERR }
        var running: Int32 = 0
        unsafe curl_multi_socket_action(multi, descriptor, mask, &running)
    }
}

extension UInt64 {
    fileprivate func saturatingSubtract(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }
}

private func socketChanged(
    _ easy: UnsafeMutableRawPointer?,
    _ descriptor: curl_socket_t,
    _ what: Int32,
    _ context: UnsafeMutableRawPointer?,
    _ unused: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    unsafe Unmanaged<SocketTable>.fromOpaque(context).takeUnretainedValue().want(what, on: descriptor)
    return 0
}

private func timerChanged(
    _ multi: UnsafeMutableRawPointer?,
    _ milliseconds: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    unsafe Unmanaged<Reactor>.fromOpaque(context).takeUnretainedValue().schedule(milliseconds: milliseconds)
    return 0
}
