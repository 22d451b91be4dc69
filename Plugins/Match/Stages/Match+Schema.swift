internal import PenstockConditions

extension Match {
    /// The shape of a condition. That a clause has one field and one comparison is left to the stage, whose words for it
    /// are better than those of a `oneOf`.
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "match",
          "description": "A condition on the fields of the message. It is true, false or, where a field is missing, null or cannot be compared, undecidable; only a true one lets the message pass, and the reason of a drop names the field.",
          "$ref": "#/$defs/condition",
          "examples": [
            { "pointer": "/data/score", "greater_or_equal": 80 },
            { "all": [{ "event": "/type", "starts_with": "course." }, { "not": { "pointer": "/data/note", "exists": true } }] }
          ],
          "$defs": { \#(MessageCondition.definitions) }
        }
        """#
}
