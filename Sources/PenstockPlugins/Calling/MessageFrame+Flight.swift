internal import CPenstockRecorder

// Which attempts a transport has: when a thread of its own crashes, each of them may be why.

extension MessageFrame {
    func takeOff(from site: CallSite) {
        guard site.number != 0 else { return }
        flight = recorder_take_off(site.number, number)
    }

    /// Notes that the transport has done with the attempt, or never had it.
    package func land() {
        guard flight != 0 else { return }
        recorder_land(flight)
        flight = 0
    }
}
