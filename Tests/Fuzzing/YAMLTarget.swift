import PenstockCore
import PenstockJSON
import PenstockYAML

/// Every place is within the file, a document that is read can be written as JSON and read again, and what is refused
/// is complained of.
func fuzzYAML(_ bytes: [UInt8]) {
    let text = FileText(bytes)
    let (documents, problems) = parseYAML(bytes, file: FileText.name)
    text.check(problems)
    for document in documents {
        check(document, in: text)
        let value = document.json()
        do throws(JSONError) {
            let again = try JSONValue.parse(value.serialized())
            require(again == value, "a document changes when it is written and read")
        } catch {
            require(false, "a document is no JSON when it is written: \(error)")
        }
    }
}

private func check(_ node: YAMLNode, in text: FileText) {
    text.check(node.position, "a node")
    text.check(node.end, "the end of a node")
    for element in node.sequence ?? [] { check(element, in: text) }
    for (key, value) in node.mapping ?? [] {
        check(key, in: text)
        check(value, in: text)
    }
}
