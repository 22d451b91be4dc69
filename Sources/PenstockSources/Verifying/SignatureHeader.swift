internal import Foundation
internal import PenstockCore
internal import PenstockPipelines

/// What stands in the header of a signature: one signature, or keys and values such as `t=…,v1=…,v1=…`.
struct SignatureHeader {
    /// The codes in it, decoded; those that cannot be are left out.
    let signatures: [[UInt8]]
    /// The values by their keys, where it has keys.
    let values: [String: [String]]

    /// More than this of a header with keys is not looked at.
    private static let mostPairs = 32

    init(_ header: String, _ rule: SourceSignature) {
        var values: [String: [String]] = [:]
        if rule.key != nil {
            for pair in header.split(separator: ",").prefix(Self.mostPairs) {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                values[parts[0].trimmed, default: []].append(parts[1].trimmed)
            }
        }
        let written = rule.key.map { values[$0] ?? [] } ?? [header[...].trimmed]
        self.values = values
        signatures = written.compactMap { text in
            guard text.hasPrefix(rule.prefix) else { return nil }
            let code = Self.decode(String(text.dropFirst(rule.prefix.count)), rule.encoding)
            return code.isEmpty ? nil : code
        }
    }

    private static func decode(_ text: String, _ encoding: SourceSignature.Encoding) -> [UInt8] {
        switch encoding {
        case .base64: Data(base64Encoded: text).map { [UInt8]($0) } ?? []
        case .hex: [UInt8](hexadecimal: text) ?? []
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let front = drop { $0 == " " || $0 == "\t" }
        guard let last = front.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(front[...last])
    }
}
