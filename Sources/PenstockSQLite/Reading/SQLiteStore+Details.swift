package import PenstockCore

extension SQLiteStore {
    package func attempts(of delivery: DeliveryID) throws(StoreError) -> [Attempt] {
        try readers.read { (connection) throws(StoreError) in
            var last = try Statement("SELECT last_attempt FROM delivery WHERE id = ?1", on: connection)
            last.bind(1, delivery.rawValue)
            guard try last.step() else { return [] }
            var next = last.integerOrNil(0)
            last.reset()

            var select = try Statement(AttemptRow.select, on: connection)
            var list: [Attempt] = []
            while let number = next {
                select.bind(1, number)
                select.bind(2, delivery.rawValue)
                guard try select.step() else { break }
                list.append(try Attempt(select))
                next = select.integerOrNil(AttemptRow.previous)
                select.reset()
            }
            return list.reversed()
        }
    }

    package func rendered(_ delivery: DeliveryID) throws(StoreError) -> RenderedMessage? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(SQL.selectRendered, on: connection)
            return try RenderedMessage.read(delivery, with: &select)
        }
    }

    package func backlog() throws(StoreError) -> [PipelineBacklog] {
        try readers.read { (connection) throws(StoreError) in
            // The oldest of a pipeline and state is the first in the index; the counts are kept, not counted.
            var select = try Statement(
                """
                SELECT p.id, p.name, p.pending, p.waiting, p.dead, p.held, p.behind, p.hold_code, p.hold_text, p.hold_stage,
                    (SELECT d.created_at FROM delivery d
                     WHERE d.pipeline = p.id AND d.state = 0 ORDER BY d.id LIMIT 1),
                    (SELECT d.created_at FROM delivery d
                     WHERE d.pipeline = p.id AND d.state = 1 ORDER BY d.id LIMIT 1),
                    (SELECT d.due FROM delivery d
                     WHERE d.pipeline = p.id AND d.state = 1 ORDER BY d.due LIMIT 1),
                    (SELECT d.updated_at FROM delivery d
                     WHERE d.pipeline = p.id AND d.state = 3 ORDER BY d.id LIMIT 1)
                FROM pipeline p ORDER BY p.name
                """,
                on: connection
            )
            var list: [PipelineBacklog] = []
            while try select.step() {
                let oldest = [select.integerOrNil(10), select.integerOrNil(11)].compactMap { $0 }.min()
                list.append(
                    PipelineBacklog(
                        pipeline: PipelineID(select.integer(0)),
                        name: select.text(1),
                        pending: select.int(2),
                        waiting: select.int(3),
                        dead: select.int(4),
                        held: select.int(5),
                        behind: select.int(6),
                        oldest: oldest.map(Timestamp.init(microseconds:)),
                        oldestPending: select.integerOrNil(10).map(Timestamp.init(microseconds:)),
                        nextDue: select.integerOrNil(12).map(Timestamp.init(microseconds:)),
                        deadSince: select.integerOrNil(13).map(Timestamp.init(microseconds:)),
                        hold: select.textOrNil(7).map {
                            Reason(code: $0, text: select.text(8), stage: select.textOrNil(9))
                        }
                    )
                )
            }
            return list
        }
    }
}
