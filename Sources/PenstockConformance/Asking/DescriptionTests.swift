internal import CConformance
internal import CPenstock
internal import PenstockPlugins

extension ConformanceTest {
    /// Questions about the entry and the table it answers with.
    static let ofTheDescription = [
        ConformanceTest(
            "quiet",
            "Loading and describing start no thread, open nothing and write nothing.",
            of: .library,
            quiet
        ),
        ConformanceTest("entry", "The entry answers with the same table every time.", of: .library, entry),
        ConformanceTest("old-host-info", "The entry reads no more than the first host told.", of: .library) {
            try entry($0, of: .first)
        },
        ConformanceTest("new-host-info", "The entry ignores what a later host adds.", of: .library) {
            try entry($0, of: .later)
        },
        ConformanceTest("descriptor", "Table and stage types are described by the rules.", of: .library, descriptor),
    ]

    private static func quiet(_ run: TestRun) throws {
        let before = (census: conf_take_census(), written: conf_written())
        let entry = unsafe try run.provider.load()
        let arena = Arena()
        let info = unsafe arena.hostInfo()
        var quiet = unsafe conf_quiet()
        for _ in 0..<2 {
            let answer = unsafe calling("penstock_plugin_v1") { unsafe conf_call_quietly(entry, info, &quiet) }
            if unsafe answer == nil { run.fail("its entry says that it does not work with this host") }
            if let name = unsafe quiet.refused {
                run.fail("the entry calls \(unsafe String(cString: name)): it may only answer with its table")
            }
        }
        if unsafe !quiet.watched {
            run.note("this kernel lets nobody watch system calls, so only what is left was seen")
        }
        let after = conf_take_later_census(before.census)
        if after.threads > before.census.threads { run.fail("loading or describing it started a thread") }
        if after.descriptors > before.census.descriptors {
            run.fail("loading or describing it left a file or socket open")
        }
        if conf_written() > before.written { run.fail("loading or describing it wrote to the output") }
    }

    private static func entry(_ run: TestRun) throws {
        let entry = unsafe try run.provider.load()
        let arena = Arena()
        let info = unsafe arena.hostInfo()
        let first = unsafe calling("penstock_plugin_v1") { unsafe entry(info) }
        let second = unsafe calling("penstock_plugin_v1, for the second time") { unsafe entry(info) }
        guard let first = unsafe first else { throw Stop("its entry says that it does not work with this host") }
        if unsafe first != second { run.fail("the entry answers with another table when it is called again") }
    }

    private static func entry(_ run: TestRun, of host: Arena.Host) throws {
        let entry = unsafe try run.provider.load()
        let arena = Arena(host: host)
        let info = unsafe arena.hostInfo()
        arena.seal()
        if unsafe calling("penstock_plugin_v1", { unsafe entry(info) }) == nil {
            run.fail("it refuses such a host, although it works with this one")
        }
    }

    // MARK: - The table

    private static func descriptor(_ run: TestRun) throws {
        let library = try run.library()
        let table = unsafe library.table.pointee
        unsafe size(run, "its table", table.size, MemoryLayout<penstock_library>.size)
        let (flags, count) = unsafe (table.flags, table.stage_count)
        if flags != 0 { run.fail("flags is \(flags); there are none yet") }
        let (minor, needs) = unsafe (table.abi_minor, table.needs_host_minor)
        if needs > PENSTOCK_ABI_MINOR {
            run.fail("it needs a host with minor version \(needs); this one has \(PENSTOCK_ABI_MINOR)")
        }
        if needs > minor { run.fail("needs_host_minor is \(needs), beyond abi_minor, the \(minor) it was built with") }
        name(run, "the library's id", unsafe String(cString: table.id))
        let version = unsafe String(cString: table.version)
        if version.wholeMatch(of: /\d+\.\d+\.\d+([-+].*)?/) == nil {
            run.warn("the version '\(version)' is not three numbers such as 1.4.0")
        }
        if unsafe String(cString: table.vendor).isEmpty { run.warn("vendor is empty") }
        if count == 0 { run.fail("it offers no stage type") }
        var seen: Set<StageName> = []
        for stage in library.stages {
            if !seen.insert(stage.name).inserted { run.fail("it offers \(stage.name) twice") }
            self.stage(run, stage)
        }
    }

    private static func stage(_ run: TestRun, _ stage: StageUnderTest) {
        let type = unsafe stage.raw.pointee
        unsafe size(run, "\(stage.name)", type.size, MemoryLayout<penstock_stage_type>.size)
        unsafe size(run, "the ops of \(stage.name)", type.ops.pointee.size, MemoryLayout<penstock_ops>.size)
        if unsafe type.ops.pointee.reserved != 0 { run.fail("reserved is not zero in the ops of \(stage.name)") }
        name(run, "the id of \(stage.name)", stage.name.id)
        let summary = unsafe String(cString: type.summary)
        if summary.isEmpty { run.fail("\(stage.name) has no summary") }
        if summary.contains("\n") || summary.count > 200 {
            run.warn("the summary of \(stage.name) is more than a sentence")
        }
        let operations = stage.operations
        let offered: [(op: String, isThere: Bool)] = unsafe [
            ("filter", operations.filter != nil), ("transform", operations.transform != nil),
            ("sign", operations.sign != nil), ("submit", operations.submit != nil),
            ("drain", operations.drain != nil),
        ]
        let wanted: [String]
        switch stage.kind {
        case .filter: wanted = ["filter"]
        case .transform: wanted = ["transform"]
        case .sign: wanted = ["sign"]
        case .transport: wanted = ["submit", "drain"]
        case nil: return run.fail("\(stage.name) is of a kind that does not exist")
        }
        for (op, isThere) in offered where isThere != wanted.contains(op) {
            if isThere {
                run.warn("\(stage.name) has the op \(op), which nobody calls")
            } else {
                run.fail("\(stage.name) lacks the op \(op)")
            }
        }
        if unsafe operations.activate == nil && operations.deactivate != nil {
            run.warn("\(stage.name) has deactivate without activate")
        }
    }

    private static func size(_ run: TestRun, _ what: String, _ size: UInt32, _ known: Int) {
        // A plugin of a later minor version knows more than this host.
        if size % 8 != 0 { run.fail("the size of \(what) is \(size), which is no multiple of 8") }
        if size < known { run.note("\(what) has \(size) bytes of \(known): it was built with an older header") }
        if size > 4096 { run.fail("the size of \(what) is \(size), which no version of the interface comes near") }
    }

    private static func name(_ run: TestRun, _ what: String, _ text: String) {
        if text.wholeMatch(of: /[a-z0-9]([a-z0-9.-]*[a-z0-9])?/) == nil {
            run.fail("\(what), '\(text)', is not of small letters, digits, '-' and '.'")
        }
    }
}
