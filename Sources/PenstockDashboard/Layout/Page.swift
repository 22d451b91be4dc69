/// A page of the dashboard: what it shows as data, and the template that lays it out. Pure.
package protocol Page: Sendable {
    /// The name of the template, which fills the blocks of `layout`.
    static var template: String { get }
    /// The heading, and the first part of the document's title.
    var title: String { get }
    /// What the template is given.
    func view(_ context: PageContext) -> View
}

extension Page {
    /// The whole document.
    package func html(_ context: PageContext) -> String {
        var members: [String: View] = [:]
        if case .object(let own) = view(context) { members = own }
        members.merge(Layout.view(title: title, context)) { own, _ in own }
        return "<!DOCTYPE html>\n" + Templates.render(Self.template, .object(members)).html + "\n"
    }
}
