internal import PenstockCore

// What is said of a stage or a file that crashed while it was readied.

extension FaultRecord {
    /// Why every delivery of the stage fails.
    var barring: Reason { Reason(code: code, text: barringText, stage: site?.label) }

    fileprivate var barringText: String {
        "\(sentence) at \(time), so it is not called until the file is replaced or the host is started again"
    }
}

extension ConfigurationReport {
    /// The host comes up without the stage: the other pipelines must not wait for somebody to look at this one.
    init(barred stage: ConfiguredStage, by crash: FaultRecord) {
        let complaint = ConfigurationComplaint(isError: false, pointer: "", offset: nil, text: crash.barringText)
        self.init(stage: stage, complaints: [complaint], reads: [])
    }
}

extension PluginRefusal {
    init(crashed crash: FaultRecord) { self.init(crash.barringText) }
}
