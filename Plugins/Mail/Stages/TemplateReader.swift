internal import PenstockPluginKit
internal import PenstockTemplates

/// Reads the templates of a configuration and reports what is wrong with each.
struct TemplateReader {
    let setup: Setup
    private(set) var foundProblems = false

    init(setup: Setup) {
        self.setup = setup
    }

    mutating func add(_ pointer: String, offset: Int? = nil, _ text: String) {
        foundProblems = true
        setup.problem(ConfigurationProblem(at: pointer, offset: offset, text))
    }

    mutating func template(_ text: String, place: Place, at pointer: String) -> MustacheTemplate? {
        template(.text(text), place: place, at: pointer)
    }

    mutating func template(_ source: TemplateSource, place: Place, at pointer: String) -> MustacheTemplate? {
        do throws(TemplateSource.Problem) {
            let template = try source.template(place: place)
            for field in template.reads {
                setup.reads(
                    field.pointer,
                    at: pointer + source.pointer,
                    offset: field.offset,
                    ofEvent: field.ofEvent,
                    isOptional: field.isOptional
                )
            }
            return template
        } catch {
            add(pointer + error.pointer, offset: error.offset, error.message)
            return nil
        }
    }
}
