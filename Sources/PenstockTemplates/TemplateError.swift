/// Something wrong in a template's text.
package struct TemplateError: Error, Sendable, Equatable {
    /// One sentence for people: what is wrong and, where known, what to write instead.
    package var message: String
    /// Where, in bytes from the start of the text.
    package var offset: Int

    package init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }
}

/// Why a template could not be rendered for one message. A person must mend the template or the data: it never passes
/// by itself.
package struct RenderError: Error, Sendable, Equatable {
    /// A stable word for programs: `missing-field`, `not-a-text`, `body-not-json`, `event-not-json` or
    /// `line-break-in-header`.
    package var code: String
    /// One sentence for people that names the tag.
    package var message: String
    /// The tag's name, such as `data.person.email`.
    package var name: String
    /// Where the tag stands, in bytes from the start of the template.
    package var offset: Int
}
