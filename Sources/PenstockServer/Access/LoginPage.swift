/// The page on which one logs in. It tells nothing of what is behind it.
enum LoginPage {
    /// - Parameters:
    ///   - next: Where to go afterwards, a path of this server.
    ///   - message: What was wrong with the last try.
    static func html(next: String, message: String?) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Log in · Penstock</title>
        <link rel="stylesheet" href="/assets/penstock.css">
        </head>
        <body class="login">
        <main>
        <h1>Penstock</h1>
        \(message.map { "<p role=\"alert\">\($0.escapedForHTML)</p>" } ?? "")
        <form method="post" action="/login">
        <input type="hidden" name="next" value="\(next.escapedForHTML)">
        <p><label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus></p>
        <p><button type="submit">Log in</button></p>
        </form>
        <p><code>penstock token new --name dashboard --scope read</code> makes a token.</p>
        </main>
        </body>
        </html>

        """
    }
}

extension String {
    /// As text between tags and within quotes of an attribute.
    fileprivate var escapedForHTML: String {
        var text = ""
        for character in unicodeScalars {
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
