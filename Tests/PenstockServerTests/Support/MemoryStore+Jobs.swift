import PenstockCore

// Jobs need a store that writes; the routes are tested with those that the engine answers.

extension MemoryStore {
    func select(_: Selection, after _: Int64, limit _: Int) throws(StoreError) -> Page<SelectedDelivery> {
        Page(items: [], next: nil)
    }

    func selectEvents(_: Selection, after _: Int64, limit _: Int) throws(StoreError) -> Page<Event> {
        Page(items: [], next: nil)
    }

    func newest() throws(StoreError) -> (event: EventSequence, delivery: DeliveryID) {
        (EventSequence(0), DeliveryID(0))
    }

    func job(_: JobID) throws(StoreError) -> Job? { nil }
    func jobs(before _: JobID?, limit _: Int) throws(StoreError) -> [Job] { [] }
}
