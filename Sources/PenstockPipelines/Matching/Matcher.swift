internal import Synchronization

/// Finds the pipelines that an event is for: a snapshot of the selectors of one set of pipelines.
///
/// Patterns are weighed once for each event type; what is left for an event is one look-up by type and, where pipelines
/// name subjects, one by subject. Safe to use from any thread.
package final class Matcher: Sendable {
    private let selectors: [EventSelector?]
    /// Types that a pipeline names in full; read without a lock.
    private let named: [String: TypeMatches]
    /// Types that were met and only patterns could match. Types are open, so this is bounded.
    private let met = Mutex<[String: TypeMatches]>([:])
    private static let metLimit = 4096

    /// Makes a matcher.
    /// - Parameter selectors: One for each pipeline, by its index; nil for one that takes no events.
    package init(_ selectors: [EventSelector?]) {
        self.selectors = selectors
        var named: [String: TypeMatches] = [:]
        for type in selectors.lazy.compactMap({ $0 }).flatMap(\.types) where type.isExact {
            if named[type.text] == nil { named[type.text] = TypeMatches(of: type.text, in: selectors) }
        }
        self.named = named
    }

    /// The indices of the pipelines that an event is for, in ascending order.
    package func pipelines(type: String, subject: String?) -> [Int] {
        matches(of: type).pipelines(subject: subject)
    }

    private func matches(of type: String) -> TypeMatches {
        if let matches = named[type] { return matches }
        return met.withLock { met in
            if let matches = met[type] { return matches }
            let matches = TypeMatches(of: type, in: selectors)
            if met.count < Self.metLimit { met[type] = matches }
            return matches
        }
    }
}

/// The pipelines that take a type, by what they ask of the subject.
private struct TypeMatches: Sendable {
    /// Whatever the subject.
    private var always: [Int] = []
    /// Where pipelines only name subjects in full: by each of them these pipelines and those of ``always``.
    private var bySubject: [String: [Int]] = [:]
    /// Pipelines with patterns or exceptions, which have to be asked.
    private var asked: [(index: Int, selector: EventSelector)] = []

    init(of type: String, in selectors: [EventSelector?]) {
        for (index, selector) in selectors.enumerated() {
            guard let selector, selector.matches(type: type) else { continue }
            if !selector.except.isEmpty {
                asked.append((index, selector))
            } else if let subjects = selector.subjects {
                guard subjects.allSatisfy(\.isExact) else {
                    asked.append((index, selector))
                    continue
                }
                for subject in Set(subjects) { bySubject[subject.text, default: []].append(index) }
            } else {
                always.append(index)
            }
        }
        // Merged beforehand, so that most events get a list that is there already.
        for subject in bySubject.keys { bySubject[subject] = ((bySubject[subject] ?? []) + always).sorted() }
    }

    func pipelines(subject: String?) -> [Int] {
        let known = bySubject.isEmpty ? always : subject.flatMap { bySubject[$0] } ?? always
        if asked.isEmpty { return known }
        var all = known
        for (index, selector) in asked where selector.matches(subject: subject) { all.append(index) }
        if all.count > known.count { all.sort() }
        return all
    }
}
