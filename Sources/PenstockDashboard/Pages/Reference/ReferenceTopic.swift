package import PenstockJSON

/// Operations of the API that belong together.
package struct ReferenceTopic: Sendable {
    package var name: String
    /// Paragraphs, with code between backticks.
    package var about: String
    package var operations: [Operation]

    package init(name: String, about: String, operations: [Operation]) {
        (self.name, self.about, self.operations) = (name, about, operations)
    }

    /// Its name in the path of its page: `plugins-and-types`.
    package var slug: String { name.lowercased().replacing(" ", with: "-") }

    /// What one path does with one method.
    package struct Operation: Sendable {
        /// Where the page has it.
        package var id: String
        package var method: String
        package var path: String
        package var summary: String
        package var details: String
        package var parameters: [Parameter] = []
        package var body: [Form] = []
        package var answers: [Answer] = []

        package init(id: String, method: String, path: String, summary: String, details: String) {
            (self.id, self.method, self.path, self.summary, self.details) = (id, method, path, summary, details)
        }
    }

    package struct Parameter: Sendable {
        package var name: String
        /// `path`, `query` or `header`.
        package var place: String
        /// A JSON Schema.
        package var schema: JSONValue
        package var description: String

        package init(name: String, place: String, schema: JSONValue, description: String) {
            (self.name, self.place, self.schema, self.description) = (name, place, schema, description)
        }
    }

    /// What a body may be, in one content type.
    package struct Form: Sendable {
        package var contentType: String
        /// A JSON Schema.
        package var schema: JSONValue
        package var examples: [(summary: String, value: JSONValue)]

        package init(contentType: String, schema: JSONValue, examples: [(summary: String, value: JSONValue)]) {
            (self.contentType, self.schema, self.examples) = (contentType, schema, examples)
        }
    }

    package struct Answer: Sendable {
        package var status: Int
        package var description: String
        package var forms: [Form]
        /// The names of problems that come with the status.
        package var problems: [String]

        package init(status: Int, description: String, forms: [Form], problems: [String]) {
            (self.status, self.description, self.forms, self.problems) = (status, description, forms, problems)
        }
    }
}
