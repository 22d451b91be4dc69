internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension EventTypeSummary {
    /// The person that an event of the type is about; nil where it names none, or its data is no longer kept.
    func person(of event: Event) -> String? {
        guard let person, let place = try? JSONPointer(person), let json = try? JSONValue.parse(event.json) else {
            return nil
        }
        return switch json[place] {
        case .string(let name) where !name.isEmpty: name
        case .number(let number): number.text
        default: nil
        }
    }
}
