internal import Foundation

/// A template as it stands in a stage's configuration: the text itself, or `{file: path}`.
package enum TemplateSource: Sendable, Equatable, Decodable {
    case text(String)
    /// A path that the host has made absolute.
    case file(String)

    private enum CodingKeys: String, CodingKey {
        case file
    }

    package init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self = .text(text)
        } else {
            self = .file(try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .file))
        }
    }

    /// JSON Pointer from the template's own place in the configuration to its text, or to the path of its file.
    package var pointer: String {
        switch self {
        case .text: ""
        case .file: "/file"
        }
    }

    /// What is wrong with a template in a configuration, in the form that the host wants.
    package struct Problem: Error, Sendable, Equatable {
        /// JSON Pointer from the template's own place in the configuration: empty, or `/file`.
        package var pointer: String
        /// Bytes into the text, when the text stands in the configuration itself.
        package var offset: Int?
        /// One sentence; for a file it begins with the line and column in that file.
        package var message: String
    }

    /// Reads the template, from its file where it has one.
    /// - Throws: ``Problem``.
    package func template(place: Place) throws(Problem) -> MustacheTemplate {
        switch self {
        case .text(let text):
            do throws(TemplateError) {
                return try MustacheTemplate(text, place: place)
            } catch {
                throw Problem(pointer: "", offset: error.offset, message: error.message)
            }
        case .file(let path):
            let text = try read(path)
            do throws(TemplateError) {
                return try MustacheTemplate(text, place: place)
            } catch {
                let (line, column) = position(of: error.offset, in: text)
                throw Problem(pointer: "/file", message: "\(path):\(line):\(column): \(error.message)")
            }
        }
    }

    private func read(_ path: String) throws(Problem) -> String {
        let data: Data
        do {
            // Not Data(contentsOf:), which loses 4 KiB for each empty file that it reads.
            data = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).readToEnd() ?? Data()
        } catch {
            throw Problem(pointer: "/file", message: "\(path) cannot be read: \(error.localizedDescription)")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Problem(pointer: "/file", message: "\(path) is not UTF-8 text")
        }
        return text
    }
}

/// The line and the column, both from 1, of a byte; the column counts characters.
private func position(of offset: Int, in text: String) -> (line: Int, column: Int) {
    let before = Array(text.utf8.prefix(offset))
    let line = before.count { $0 == 0x0A } + 1
    let start = (before.lastIndex(of: 0x0A) ?? -1) + 1
    return (line, String(decoding: before[start...], as: UTF8.self).count + 1)
}
