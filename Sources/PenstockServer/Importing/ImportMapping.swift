internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockSources

/// Why a row becomes no event.
struct RowRefusal: Error, Sendable, Equatable {
    enum Kind: String, CaseIterable, Sendable {
        /// The source knows no event for it.
        case unmapped
        /// It is no row, or no event that may be.
        case refused
    }

    var kind: Kind
    var reason: String
}

/// Makes events of the rows of a batch.
struct ImportMapping: Sendable {
    let parameters: ImportParameters
    let engine: any EngineService

    /// The events of each row, in order.
    /// - Throws: Where the host stops, and where there are too many of them.
    func drafts(_ batch: ImportBatch) async throws(Problem) -> [Result<[EventDraft], RowRefusal>] {
        let catalog = engine.sourceGround.catalog
        var rows =
            switch parameters.form {
            case .event:
                batch.rows.map { row in Result { () throws(RowRefusal) in [try event(batch.bytes, row, catalog)] } }
            case .table(let columns): table(columns, batch, catalog)
            case .request(let source, let hook): try await requests(source, hook, batch, catalog)
            }
        let count = rows.reduce(0) { $0 + ((try? $1.get().count) ?? 0) }
        guard count <= ImportBatch.mostEvents else {
            let most = ImportBatch.mostEvents
            throw Problem(.batchTooLarge, "the batch makes \(count) events, more than \(most); send fewer rows at once")
        }
        for index in rows.indices {
            rows[index] = rows[index].map { drafts in
                drafts.map { draft in
                    var draft = draft
                    draft.importName = parameters.name
                    return draft
                }
            }
        }
        return rows
    }

    // MARK: The forms

    private func event(_ bytes: [UInt8], _ row: Range<Int>, _ catalog: Catalog) throws(RowRefusal) -> EventDraft {
        let line = try Self.value(bytes, row)
        do throws(Problem) {
            var draft = try JSONEvent.draft(bytes, in: row, isCloudEvent: false)
            draft.identify(catalog: catalog, line: line)
            return draft
        } catch {
            throw RowRefusal(kind: .refused, reason: error.detail)
        }
    }

    private func table(_ columns: TableColumns, _ batch: ImportBatch, _ catalog: Catalog) -> [Result<
        [EventDraft], RowRefusal
    >] {
        let mapper = TableMapper(columns, catalog: catalog)
        return batch.rows.map { row in
            Result { () throws(RowRefusal) in
                let value = try Self.value(batch.bytes, row)
                do throws(MappingProblem) {
                    return [try mapper.draft(value)]
                } catch {
                    throw RowRefusal(kind: .refused, reason: error.text)
                }
            }
        }
    }

    private func requests(
        _ source: Source,
        _ hook: String?,
        _ batch: ImportBatch,
        _ catalog: Catalog
    ) async throws(Problem) -> [Result<[EventDraft], RowRefusal>] {
        let now = engine.now
        let map: @Sendable (Int) -> [Result<[EventDraft], RowRefusal>] = { thread in
            let mapper = RowMapper(source, hook: hook, catalog: catalog, thread: thread)
            return batch.rows.map { row in
                Result { () throws(RowRefusal) in
                    do throws(MappingProblem) {
                        return try mapper.drafts(Array(batch.bytes[row]), at: now)
                    } catch {
                        throw RowRefusal(kind: .unmapped, reason: error.text)
                    }
                }
            }
        }
        guard source.hasStages else { return map(0) }
        // Plugins may take their time, and the threads of Swift's pool have none.
        guard let mapped = await engine.mapping(with: source, map) else {
            throw Problem(.stopping, "the host is shutting down")
        }
        return mapped
    }

    private static func value(_ bytes: [UInt8], _ row: Range<Int>) throws(RowRefusal) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue.parse(bytes.span.extracting(row))
        } catch {
            throw RowRefusal(kind: .refused, reason: "the row is no valid JSON: \(error)")
        }
    }
}
