import Foundation
import Glibc

/// A secret that a test knows, and the forms in which it could come back.
struct KnownSecret: Sendable {
    var name: String
    var text: String

    init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }

    /// As it is; as in JSON, with and without escaped slashes; percent-encoded; within Base64, wherever it begins there.
    var forms: [Data] {
        let plain = Data(text.utf8)
        let json = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
        let texts = [json, json.replacing("/", with: "\\/"), encoded, encoded.lowercased()]
        let base64 = (0..<3).map { before -> Data in
            let whole = (Data(repeating: 0, count: before) + plain).base64EncodedData()
            // The letters at both ends depend on what stands beside it.
            return whole.dropFirst(before * 2).dropLast(4)
        }
        return [plain] + texts.map { Data($0.utf8) } + base64.filter { $0.count > 8 }
    }

    /// The form in which it stands in some bytes; nil where it does not.
    func found(in bytes: Data) -> String? {
        forms.first { bytes.place(of: $0) != nil }.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Data {
    /// Where some bytes stand first; Foundation's own search is slow where nothing is optimised.
    func place(of wanted: Data) -> Int? {
        unsafe withUnsafeBytes { all in
            unsafe wanted.withUnsafeBytes { wanted -> Int? in
                guard let start = all.baseAddress, let first = wanted.baseAddress else { return nil }
                var from = 0
                while from + wanted.count <= all.count {
                    let rest = all.count - wanted.count - from + 1
                    guard let hit = unsafe memchr(start + from, Int32(wanted[0]), rest) else { return nil }
                    let place = unsafe UnsafeRawPointer(hit) - start
                    if unsafe memcmp(hit, first, wanted.count) == 0 { return place }
                    from = place + 1
                }
                return nil
            }
        }
    }
}

/// All that a server said, by where it said it, and what is searched for in it.
struct Evidence {
    private(set) var texts: [(place: String, bytes: Data)] = []

    mutating func add(_ place: String, _ bytes: Data) { texts.append((place, bytes)) }
    mutating func add(_ place: String, _ text: String) { add(place, Data(text.utf8)) }

    mutating func add(_ place: String, _ finished: Finished) {
        add(place, finished.output)
        add("\(place), standard error", finished.error)
    }

    /// Every file below a directory.
    mutating func add(filesBelow directory: String) {
        let files = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        for file in files.sorted() {
            if let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)") { add(file, bytes) }
        }
    }

    /// How many bytes there are of what lies at a place whose name contains a text.
    func size(of part: String) -> Int { texts.filter { $0.place.contains(part) }.map(\.bytes.count).reduce(0, +) }

    /// Whether something is somewhere in it.
    func contains(_ text: String) -> Bool { texts.contains { $0.bytes.place(of: Data(text.utf8)) != nil } }

    /// Where which secret stands, with what stands around it.
    func leaks(of secrets: [KnownSecret]) -> [String] {
        texts.flatMap { name, bytes in
            secrets.compactMap { secret in
                guard let form = secret.found(in: bytes), let place = bytes.place(of: Data(form.utf8)) else {
                    return nil
                }
                let around = bytes.dropFirst(max(place - 60, 0)).prefix(form.utf8.count + 120)
                return "\(secret.name) in \(name): …\(String(decoding: around, as: UTF8.self))…"
            }
        }
    }
}
