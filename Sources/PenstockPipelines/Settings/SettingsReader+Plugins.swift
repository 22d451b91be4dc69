internal import PenstockCore
internal import PenstockPlugins
internal import PenstockYAML

/// `plugins`: a list of directories, or a mapping with them and with what is to hold for single plugins.
extension SettingsReader {
    static let pluginKeys = ["sha256", "isolation"]

    mutating func readPlugins(_ node: YAMLNode, in folder: String) {
        guard node.mapping != nil else { return readPluginDirectories(node, in: folder) }
        for (key, value) in members(node, expected: "directories and plugins") {
            if key.name == "directories" {
                readPluginDirectories(value, in: folder)
            } else {
                settings.pluginRules[key.name] = pluginRule(value)
            }
        }
    }

    private mutating func readPluginDirectories(_ node: YAMLNode, in folder: String) {
        for element in elements(node, expected: "a list of directories") {
            guard let text = text(element, expected: "a directory") else { continue }
            settings.pluginDirectories.append(absolutePath(text, in: folder))
        }
    }

    private mutating func pluginRule(_ node: YAMLNode) -> PluginRule {
        var rule = PluginRule()
        for (key, value) in members(node, expected: "{ sha256: …, isolation: process }") {
            switch key.name {
            case "sha256": rule.digest = digest(value)
            case "isolation": rule.isolation = isolation(value)
            default: unknown(key, among: Self.pluginKeys, of: "a plugin")
            }
        }
        return rule
    }

    private mutating func digest(_ node: YAMLNode) -> String? {
        // Digits alone would be a number, whose text is what was written all the same.
        let text = node.scalar?.text.lowercased() ?? ""
        if text.utf8.count == 64, text.allSatisfy(\.isHexDigit) { return text }
        complaints.add(
            at: node.position,
            "expected the SHA-256 of the plugin's file, found \(node.found)",
            expected: "64 hexadecimal digits, as `penstock plugin list --json` and sha256sum print them"
        )
        return nil
    }

    private mutating func isolation(_ node: YAMLNode) -> PluginIsolation? {
        if let isolation = node.stringValue.flatMap(PluginIsolation.init) { return isolation }
        complaints.add(
            at: node.position,
            "expected where the plugin runs, found \(node.found)",
            expected: PluginIsolation.expected
        )
        return nil
    }
}
