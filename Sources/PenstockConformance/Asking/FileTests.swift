internal import CConformance
internal import Foundation
internal import Glibc
internal import PenstockPlugins

extension ConformanceTest {
    /// Questions about the file, most of which need not run anything of it.
    static let ofTheFile = [
        ConformanceTest("exports", "Only the entry is visible to others.", of: .library, exports),
        ConformanceTest("undefined", "What it uses is defined by the libraries it names.", of: .library, undefined),
        ConformanceTest("load", "It loads with every symbol bound, and soon.", of: .library, load),
        ConformanceTest("accepted", "This host's own loader takes it.", of: .library, accepted),
    ]

    private static func elf(_ run: TestRun) throws -> ELFFile {
        guard let data = FileManager.default.contents(atPath: run.order.file) else { throw Stop("it cannot be read") }
        do throws(ELFFile.Malformed) {
            return try ELFFile(Array(data))
        } catch {
            throw Stop(error.message)
        }
    }

    private static func exports(_ run: TestRun) throws {
        let exported = try elf(run).exported
        if !exported.contains(PluginIdentity.entry) { run.fail("it does not export \(PluginIdentity.entry)") }
        let others = exported.subtracting([PluginIdentity.entry]).sorted()
        guard !others.isEmpty else { return }
        let some = others.prefix(5).joined(separator: ", ") + (others.count > 5 ? ", …" : "")
        run.fail(
            """
            it exports \(others.count) more symbols (\(some)); compile with -fvisibility=hidden, or link with a version \
            script: { global: \(PluginIdentity.entry); local: *; };
            """
        )
    }

    private static func undefined(_ run: TestRun) throws {
        let elf = try elf(run)
        var providers: [UnsafeMutableRawPointer] = unsafe []
        for name in elf.needed {
            guard let handle = unsafe dlopen(name, RTLD_LAZY | RTLD_LOCAL) else {
                run.fail("it needs \(name), which is not found on this machine")
                continue
            }
            unsafe providers.append(handle)
        }
        let missing = elf.undefined.filter { symbol in
            unsafe !providers.contains { unsafe dlsym($0, symbol) != nil }
        }.sorted()
        guard !missing.isEmpty else { return }
        run.fail(
            """
            \(missing.prefix(5).joined(separator: ", "))\(missing.count > 5 ? ", …" : "") would come from whatever host \
            happens to have it; link with -z defs, which names the libraries that are missing
            """
        )
    }

    private static func load(_ run: TestRun) throws {
        let start = ContinuousClock.now
        _ = unsafe try run.provider.load()
        let taken = ContinuousClock.now - start
        let milliseconds = Int(taken / .milliseconds(1))
        run.note("loaded in \(milliseconds) ms")
        if taken > .seconds(1) { run.warn("loading took \(milliseconds) ms, for which every start and reload waits") }
    }

    private static func accepted(_ run: TestRun) throws {
        do {
            let copies = try PrivateCopies(directory: run.order.scratch + "/copies")
            let file = try CheckedFile(path: run.order.file)
            let loader = PluginLoader(
                copies: copies,
                version: "0.0.0",
                policy: PlacementPolicy(strangers: .none),
                worker: .beside(PluginFinder.executable)
            )
            _ = try calling("the loader") { try loader.load(file) }
        } catch let refusal as PluginRefusal {
            run.fail(refusal.description)
        }
    }
}
