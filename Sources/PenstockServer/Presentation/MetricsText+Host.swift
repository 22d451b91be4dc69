internal import PenstockCore
internal import PenstockEngine

// What the store, the disk and the process are doing.

extension MetricsText {
    mutating func store(_ report: HostReport) {
        let (metrics, load) = (report.metrics, report.condition.load)
        single("penstock_store_commits_total", .counter, "Transactions of the store.", metrics.commits)
        single(
            "penstock_store_operations_total",
            .counter,
            "Operations in the store's transactions.",
            metrics.operations
        )
        histogram("penstock_store_commit_seconds", "How long a transaction of the store took.", metrics.commitLatency)
        histogram(
            "penstock_store_batch_operations",
            "How many operations a transaction of the store had.",
            metrics.batches,
            unit: 1
        )
        single(
            "penstock_store_waiting_operations",
            .gauge,
            "Operations that are to be written or being written.",
            load.operations
        )
        single("penstock_store_waiting_bytes", .gauge, "What those operations weigh in memory.", load.bytes)
        single(
            "penstock_store_behind_seconds",
            .gauge,
            "For how long the oldest operation has waited that is not on disk.",
            load.behind / .seconds(1)
        )
        guard let space = report.condition.space else { return }
        for (name, help, bytes) in [
            ("file", "The size of the store's file.", space.file),
            ("log", "The size of the store's write-ahead log.", space.log),
            ("free", "Room left for the store, free pages of its file counted.", space.free),
            ("reserve", "Below this much room no event is taken in.", space.reserve),
        ] {
            single("penstock_store_\(name)_bytes", .gauge, help, Double(bytes))
        }
    }

    mutating func process(_ report: HostReport) {
        let process = report.process
        single("penstock_open_files", .gauge, "Open files, sockets among them.", process.files)
        single("penstock_open_files_limit", .gauge, "How many files may be open.", process.fileLimit)
        single("penstock_memory_bytes", .gauge, "Memory in use (resident set).", process.memory)
        single(
            "penstock_cpu_seconds_total",
            .counter,
            "Time on the processors, user and system.",
            process.processorTime
        )
        single(
            "penstock_clock_shift_seconds",
            .gauge,
            "How far the time of day has been moved since the start; forward is positive.",
            report.condition.clockShift / .seconds(1)
        )
        labelled(
            "penstock_access_failures_total",
            .counter,
            "Requests that were turned away before a route saw them, by why.",
            AccessFailure.allCases.map { ([("reason", $0.rawValue)], Double(report.accessFailures[$0] ?? 0)) }
        )
        single("penstock_tail_watchers", .gauge, "Who watches the live feed.", report.metrics.watchers)
        single(
            "penstock_tail_missed_total",
            .counter,
            "What watchers of the live feed did not get because they were too slow.",
            report.metrics.missed
        )
    }
}
