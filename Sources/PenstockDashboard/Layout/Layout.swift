/// What stands around every page.
enum Layout {
    static func view(title: String, _ context: PageContext) -> [String: View] {
        [
            "title": .text(title), "csrf": View(context.csrf), "caller": View(context.caller),
            "may_change": .flag(context.mayChange), "version": .text(context.version),
            "groups": .list(NavigationGroup.all.map { $0.view(path: context.path) }),
            "style": .text(Asset.named("style.css").path), "script": .text(Asset.named("script.js").path),
            "icon": .text(Asset.named("icon.svg").path), "now": .time(context.now, now: context.now),
        ]
    }
}
