/// Who built a plugin, and whether this host may load it. Decided from the file's bytes alone.
package struct PluginIdentity: Sendable {
    /// The entry of the major version this host speaks.
    package static let entry = "penstock_plugin_v1"
    private static let entryPrefix = "penstock_plugin_v"
    private static let section = "penstock_abi"

    package var compiler: String?
    package var needsSwiftRuntime: Bool

    /// - Parameter hostCompiler: The compiler of this host.
    /// - Throws: One sentence that says why the file is not loaded.
    package init(of file: ELFFile, hostCompiler: String) throws(PluginRefusal) {
        let compiler = file.section(Self.section).flatMap(Self.compiler(in:))
        let needsSwiftRuntime = file.needed.contains("libswiftCore.so")
        self.compiler = compiler
        self.needsSwiftRuntime = needsSwiftRuntime
        guard file.exported.contains(Self.entry) else {
            if let other = file.exported.first(where: { $0.hasPrefix(Self.entryPrefix) }) {
                let version = other.dropFirst(Self.entryPrefix.count)
                throw PluginRefusal("it speaks version \(version) of the plugin interface; this host speaks version 1")
            }
            throw PluginRefusal("it is no Penstock plugin: it does not export \(Self.entry)")
        }
        if needsSwiftRuntime, compiler != hostCompiler {
            throw PluginRefusal(
                """
                it was built by another Swift (\(compiler ?? "unknown")) than this host (\(hostCompiler)) and shares \
                its runtime; build it with the same toolchain, or with -static-stdlib
                """
            )
        }
    }

    /// The compiler that an identity section names.
    package static func compiler(in section: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: section.prefix { $0 != 0 }, as: UTF8.self)
        guard let range = text.firstRange(of: "compiler=") else { return nil }
        return String(text[range.upperBound...])
    }
}

/// Why a file is not loaded: the end of the sentence "…/libx.so is not loaded: …".
package struct PluginRefusal: Error, Sendable, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}
