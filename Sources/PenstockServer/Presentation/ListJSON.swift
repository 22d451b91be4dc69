internal import PenstockCore
internal import PenstockJSON

extension JSONWriter {
    /// Writes `{"items":[…]}`, with `"next"`, the cursor of the next page, where there is one.
    mutating func page<Element>(
        _ page: Page<Element>,
        of list: Cursor.List,
        _ item: (inout JSONWriter, Element) -> Void
    ) {
        object { json in
            json.key("items")
            json.array(page.items, item)
            json.member("next", page.next.map { Cursor.text($0, in: list) })
        }
    }

    /// Writes `{"items":[…]}` for a list that has no pages.
    mutating func list<Element>(_ items: [Element], _ item: (inout JSONWriter, Element) -> Void) {
        object { json in
            json.key("items")
            json.array(items, item)
        }
    }
}
