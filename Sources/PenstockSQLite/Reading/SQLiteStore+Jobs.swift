package import PenstockCore

// What jobs are about.

extension SQLiteStore {
    package func select(
        _ selection: Selection,
        after cursor: Int64,
        limit: Int
    ) throws(StoreError) -> Page<SelectedDelivery> { throw .notYet }

    package func selectEvents(
        _ selection: Selection,
        after cursor: Int64,
        limit: Int
    ) throws(StoreError) -> Page<Event> { throw .notYet }

    package func newest() throws(StoreError) -> (event: EventSequence, delivery: DeliveryID) { throw .notYet }

    package func job(_ id: JobID) throws(StoreError) -> Job? { throw .notYet }

    package func jobs(before cursor: JobID?, limit: Int) throws(StoreError) -> [Job] { throw .notYet }
}

extension StoreError {
    static let notYet = StoreError(.unavailable, "this store cannot do that yet")
}
