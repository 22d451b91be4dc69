package import PenstockJSON

extension ScriptedAnswer {
    /// Reads a status from 100 to 599, `"timeout"` or `"reset"`; nil for anything else.
    package init?(json: JSONValue) {
        switch json {
        case "timeout": self.init(.timeout)
        case "reset": self.init(.reset)
        default:
            guard let status = json.numberValue?.int64, (100...599).contains(status) else { return nil }
            self.init(.status(Int(status)))
        }
    }
}
