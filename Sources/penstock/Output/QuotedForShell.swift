extension String {
    /// The text as one word of a shell.
    var quotedForShell: String {
        wholeMatch(of: /[A-Za-z0-9._\/-]+/) != nil ? self : "'\(replacing("'", with: #"'\''"#))'"
    }
}
