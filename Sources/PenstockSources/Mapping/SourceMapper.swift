package import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
package import PenstockPipelines

/// Makes events of the records of a request.
///
/// Pure for a source without stages. Stages are plugins: with them it blocks, and is used on one thread, which no other
/// work of the same stages uses.
package struct SourceMapper {
    private let source: Source
    private let catalog: Catalog
    private let stages: MappingStages

    /// - Parameter thread: The number of the thread, for the stages' instances.
    package init(_ source: Source, catalog: Catalog, thread: Int) {
        self.source = source
        self.catalog = catalog
        stages = MappingStages(source: source, thread: thread)
    }

    /// Maps every record of a request.
    /// - Parameter now: The time of arrival.
    package func map(_ request: VerifiedRequest, at now: Timestamp) -> Mapping {
        do throws(MappingProblem) {
            let records = try SourceRecord.all(of: request, items: source.items)
            let items = records.enumerated().map { index, record in
                item(record, index, of: records.count, at: now)
            }
            return Mapping(items: items, isBatch: !source.items.isEmpty, problem: nil)
        } catch {
            return Mapping(items: [], isBatch: !source.items.isEmpty, problem: error)
        }
    }

    private func item(_ record: SourceRecord, _ index: Int, of count: Int, at now: Timestamp) -> Mapping.Item {
        var item = Mapping.Item(record: record.value, result: .failure(MappingProblem("")))
        do throws(MappingProblem) {
            guard let rule = source.rules.first(where: { $0.conditions.allSatisfy { $0.holds(of: record) } }) else {
                throw nothingHolds(of: record)
            }
            (item.condition, item.type) = (rule.condition, rule.type)
            let data = try data(rule, record, at: now)
            item.data = data
            var draft = EventDraft(source: source.path, type: rule.type, data: data.serialized())
            draft.subject = try text(rule.subject, "subject", record)
            draft.time = try time(rule.time, record)
            let (id, identity) = try identity(rule, record, data, draft, index: count > 1 ? index : nil)
            draft.id = id
            item.identity = identity
            item.result = .success(draft)
        } catch {
            item.result = .failure(error)
        }
        return item
    }

    /// What was looked for, rule by rule.
    private func nothingHolds(of record: SourceRecord) -> MappingProblem {
        let hook = record.hook.map { "the hook \($0.quoted)" } ?? "no hook"
        let wanted = source.rules.prefix(12).map(\.condition).joined(separator: "; ")
        let more = source.rules.count > 12 ? "; and \(source.rules.count - 12) more" : ""
        return MappingProblem("no event's 'when' holds: the request has \(hook); looked for \(wanted)\(more)")
    }

    // MARK: Values

    private func data(_ rule: SourceRule, _ record: SourceRecord, at now: Timestamp) throws(MappingProblem) -> JSONValue
    {
        var data = record.value
        if let members = rule.data {
            var object = JSONObject()
            for (name, value) in members {
                if let read = try read(value, name, record) { object[name] = read }
            }
            data = .object(object)
        }
        if !rule.stages.isEmpty { data = try stages.run(rule, over: data, at: now) }
        return data
    }

    private func read(_ value: SourceValue, _ name: String, _ record: SourceRecord) throws(MappingProblem) -> JSONValue?
    {
        do throws(MappingProblem) {
            return try value.read(record, zone: source.zone)
        } catch {
            throw MappingProblem("\(name): \(error.text)")
        }
    }

    private func text(_ value: SourceValue?, _ name: String, _ record: SourceRecord) throws(MappingProblem) -> String? {
        guard let value, let read = try read(value, name, record), !read.isNothing else { return nil }
        guard let text = read.scalarText else { throw MappingProblem("\(name): \(read.article) is no text") }
        return text
    }

    private func time(_ value: SourceValue?, _ record: SourceRecord) throws(MappingProblem) -> Timestamp? {
        guard let text = try text(value, "time", record) else { return nil }
        guard let time = Timestamp(text) else { throw MappingProblem("time: \(text.quoted) is no time") }
        return time
    }

    // MARK: The id

    private func identity(
        _ rule: SourceRule,
        _ record: SourceRecord,
        _ data: JSONValue,
        _ draft: EventDraft,
        index: Int?
    ) throws(MappingProblem) -> (String, EventIdentity) {
        if let path = rule.id, let value = record[path], !value.isNothing {
            guard let text = value.scalarText else {
                throw MappingProblem("id: \(value.article) is no id (from \(path))")
            }
            // One id of a whole batch is no id of one of its events.
            let suffix = index.flatMap { record.isOwn(path) ? nil : "-\($0)" } ?? ""
            return (text + suffix, .given)
        }
        return EventIdentity.found(for: draft, data: data, catalog: catalog, prefix: source.name) {
            IdentityDigest.record(record.value, query: record.query, type: rule.type)
        }
    }
}
