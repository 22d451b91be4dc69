/// The page on which one logs in. It tells nothing of what is behind it, and so stands without the links of the others.
package struct LogInPage: Sendable {
    /// Where to go afterwards, a path of this server.
    package var next: String
    /// What was wrong with the last try.
    package var message: String?

    package init(next: String, message: String? = nil) {
        self.next = next
        self.message = message
    }

    package var html: String {
        let view: View = [
            "next": .text(next), "message": View(message), "style": .text(Asset.named("style.css").path),
            "icon": .text(Asset.named("icon.svg").path),
        ]
        return "<!DOCTYPE html>\n" + Templates.render("login", view).html + "\n"
    }
}
