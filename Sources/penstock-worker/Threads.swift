internal import Glibc

private final class ThreadStart {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Starts a thread that nobody joins: it ends with the process.
func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread: pthread_t = 0
    let start = unsafe Unmanaged.passRetained(ThreadStart(body))
    guard unsafe pthread_create(&thread, nil, runThread, start.toOpaque()) == 0 else {
        // The host sees the end and says so.
        _exit(1)
    }
    pthread_detach(thread)
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body()
    return nil
}
