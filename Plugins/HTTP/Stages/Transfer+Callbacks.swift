internal import CCurl
internal import Glibc
internal import PenstockPluginKit

// The C functions that libcurl calls, on the loop's thread. File-scope functions: a closure could carry isolation along.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

func headArrived(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer(context)?.takeHead(line) == true ? line.count : Int(CURL_WRITEFUNC_ERROR)
}

func bodyArrived(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer(context)?.takeBody(piece) == true ? piece.count : Int(CURL_WRITEFUNC_ERROR)
}

func openSocket(
    _ context: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = unsafe transfer(context), let address = unsafe address else { return CURL_SOCKET_BAD }
    unsafe transfer.tries(ccurl_socket_address(address), length: Int(address.pointee.addrlen))
    // The address is longer than its type says: never copy it.
    guard unsafe transfer.allows(ccurl_socket_address(address), length: Int(address.pointee.addrlen)) else {
        return CURL_SOCKET_BAD
    }
    if transfer.look.isUnderWay {
        unsafe transfer.sees(ccurl_socket_address(address), length: Int(address.pointee.addrlen))
        return CURL_SOCKET_BAD
    }
    let socket = unsafe transfer.sockets.open(
        family: address.pointee.family,
        kind: address.pointee.socktype,
        protocol: address.pointee.protocol
    )
    // libcurl does not ask why there is none.
    if socket < 0 { transfer.socketError = errno }
    return socket
}

func closeSocket(_ context: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t) -> Int32 {
    guard let context = unsafe context else { return 1 }
    unsafe Unmanaged<SocketTable>.fromOpaque(context).takeUnretainedValue().close(descriptor)
    return 0
}

/// A connection stands, new or kept alive, and the request is about to be written.
func requestBegins(
    _ context: UnsafeMutableRawPointer?,
    _ remote: UnsafeMutablePointer<CChar>?,
    _ local: UnsafeMutablePointer<CChar>?,
    _ remotePort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let transfer = unsafe transfer(context), let remote = unsafe remote else { return CURL_PREREQFUNC_ABORT }
    let port = in_port_t(truncatingIfNeeded: remotePort).bigEndian
    var four = sockaddr_in()
    if unsafe inet_pton(AF_INET, remote, &four.sin_addr) == 1 {
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = port
        return unsafe transfer.allows(&four, length: MemoryLayout<sockaddr_in>.size)
            ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
    var six = sockaddr_in6()
    guard unsafe inet_pton(AF_INET6, remote, &six.sin6_addr) == 1 else { return CURL_PREREQFUNC_ABORT }
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port
    return unsafe transfer.allows(&six, length: MemoryLayout<sockaddr_in6>.size)
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

/// What libcurl says of its work, asked for where a link is tested: it tells nowhere else how TLS was agreed on.
func remarkMade(
    _ easy: UnsafeMutableRawPointer?,
    _ kind: curl_infotype,
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard kind == CURLINFO_TEXT, let transfer = unsafe transfer(context) else { return 0 }
    let text = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    unsafe transfer.inspection?.heed(String(decoding: text, as: UTF8.self))
    return 0
}
