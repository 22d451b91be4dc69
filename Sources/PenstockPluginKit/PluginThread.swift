internal import Glibc

/// A thread of a plugin's own, as the host's rules want it: signals blocked, and a signal stack, so that a crash on it
/// can be recorded even when its own stack is used up.
public final class PluginThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread.
    public init(_ body: @escaping @Sendable () -> Void) throws {
        let start = unsafe Unmanaged.passRetained(ThreadStart(body: body))
        var thread: pthread_t = 0
        let code = unsafe pthread_create(&thread, nil, runThread, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw StageFailure.transient("no-thread", "no thread could be started: error \(code)")
        }
        self.thread = thread
    }

    /// Waits until the thread has ended. Once only, and not from the thread itself.
    public func join() {
        pthread_join(thread, nil)
    }
}

private final class ThreadStart {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    var blocked = sigset_t()
    unsafe sigfillset(&blocked)
    // A fault is raised on the thread that caused it and must reach the host's handler.
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT] { unsafe sigdelset(&blocked, fault) }
    unsafe pthread_sigmask(SIG_BLOCK, &blocked, nil)
    let size = 64 * 1024
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    var stack = unsafe stack_t(ss_sp: memory, ss_flags: 0, ss_size: size)
    unsafe sigaltstack(&stack, nil)
    start.body()
    var none = unsafe stack_t(ss_sp: nil, ss_flags: Int32(SS_DISABLE), ss_size: 0)
    unsafe sigaltstack(&none, nil)
    unsafe memory.deallocate()
    return nil
}
