internal import CPenstockRecorder

/// What the process does about its own crashes: it writes down who was to blame, and comes back.
///
/// Without it, faults end the process as the system does it.
package enum CrashRecorder {
    /// For a server: a fault is recorded, and the program is executed anew in the same process.
    /// - Parameter book: Where records go; must live as long as the process.
    package static func installForServer(_ book: FaultBook) {
        unsafe recorder_install(Int32(RECORDER_RESTART), CommandLine.unsafeArgv)
        recorder_set_file(book.descriptor)
    }

    /// For a command that ends soon: a fault is explained in a sentence, and ends it with status 70.
    package static func installForCommand() {
        unsafe recorder_install(Int32(RECORDER_EXPLAIN), CommandLine.unsafeArgv)
    }

    /// Whether a fault brought this process here, and not a person.
    package static var wasRestarted: Bool { recorder_was_restarted() != 0 }

    /// Lets a restart keep the socket open that listens on a port: nobody else can take the port meanwhile, and who
    /// connects waits for the process that starts.
    package static func keepListener(port: Int) { _ = recorder_keep_listener(Int32(port)) }

    /// The port on which the process before this one listened, free to be listened on again; nil when there was none.
    package static func takePort() -> Int? {
        let port = recorder_take_port()
        return port == 0 ? nil : Int(port)
    }

    /// From now on a fault ends the process once it is recorded, because it is about to end anyway.
    package static func processIsStopping() { recorder_stopping() }
}

// MARK: - Calls that do not come back

extension CrashRecorder {
    /// What each thread is doing in plugins, with the time that its call may take.
    package static func readings() -> [HangWatch.Reading] {
        (0..<recorder_thread_count()).map { thread in
            let reading = recorder_read_thread(thread)
            return HangWatch.Reading(
                thread: thread,
                calls: reading.calls,
                limit: reading.call.site == 0 || !PluginOperation.isWatched(reading.call.op)
                    ? nil : CallSite.limit(of: reading.call.site)
            )
        }
    }

    /// Records that a thread hangs.
    /// - Returns: What restarts the host because of it; nil when the call has come back meanwhile.
    package static func recordHang(_ hung: HangWatch.Reading) -> (@Sendable () -> Never)? {
        let reading = recorder_read_thread(hung.thread)
        guard reading.calls == hung.calls, recorder_record_hang(hung.thread, reading) != 0 else { return nil }
        let call = reading.call
        return { recorder_restart(call) }
    }
}
