internal import CCurl
internal import Glibc

/// What libcurl waits for on each of its sockets, told to epoll with as few system calls as will do.
///
/// A connection that goes to rest is not taken out of epoll: it stays registered for reading and is most likely used
/// again at once. Only when something happens on it while it rests (the peer closed it) is it taken out.
@safe final class SocketTable {
    private struct Entry {
        var wanted: UInt32 = 0
        var registered: UInt32 = 0
        /// Whether we opened it, and so hear of its end; libcurl's resolver makes sockets of its own.
        var isOurs = false
    }

    let epoll: Int32
    private var entries: [Entry] = []

    init?() {
        epoll = ccurl_epoll_create()
        if epoll < 0 { return nil }
    }

    deinit {
        Glibc.close(epoll)
    }

    /// Watches a descriptor that is not libcurl's, edge-triggered: it need not be read.
    func watch(_ descriptor: Int32) -> Bool {
        ccurl_epoll_change(epoll, EPOLL_CTL_ADD, descriptor, ccurl_epollin | ccurl_epollet) == 0
    }

    /// Opens a socket for libcurl; -1 when the system has none.
    func open(family: Int32, kind: Int32, protocol number: Int32) -> Int32 {
        let kind = kind | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, number)
        if descriptor >= 0 {
            entry(descriptor) { $0 = Entry(isOurs: true) }
        }
        return descriptor
    }

    /// Closes a socket that ``open(family:kind:protocol:)`` made; the kernel takes it out of epoll.
    func close(_ descriptor: Int32) {
        entry(descriptor) { $0 = Entry() }
        Glibc.close(descriptor)
    }

    /// Obeys libcurl: it now waits for this on that socket.
    func want(_ what: Int32, on descriptor: Int32) {
        var wanted: UInt32 = 0
        if what == CURL_POLL_IN || what == CURL_POLL_INOUT { wanted |= ccurl_epollin }
        if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { wanted |= ccurl_epollout }
        entry(descriptor) { entry in
            entry.wanted = wanted
            let rests = wanted == 0 && entry.isOurs && entry.registered == ccurl_epollin
            if !rests { register(wanted, descriptor, &entry) }
        }
    }

    /// Whether libcurl wants to hear of an event; one on a socket at rest ends its watch.
    func isWanted(_ descriptor: Int32) -> Bool {
        entry(descriptor) { entry in
            if entry.wanted == 0 { register(0, descriptor, &entry) }
            return entry.wanted != 0
        }
    }

    private func register(_ events: UInt32, _ descriptor: Int32, _ entry: inout Entry) {
        guard events != entry.registered else { return }
        let operation = events == 0 ? EPOLL_CTL_DEL : entry.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        _ = ccurl_epoll_change(epoll, operation, descriptor, events)
        entry.registered = events
    }

    private func entry<R>(_ descriptor: Int32, _ body: (inout Entry) -> R) -> R {
        let index = Int(descriptor)
        if index >= entries.count {
            entries.append(contentsOf: repeatElement(Entry(), count: index + 64 - entries.count))
        }
        return body(&entries[index])
    }
}
