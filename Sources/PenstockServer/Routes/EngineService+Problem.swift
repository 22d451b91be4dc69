internal import PenstockCore
internal import PenstockEngine

extension EngineService {
    /// Reads from the store and tells a failure as a problem.
    func look<R: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> R
    ) async throws(Problem) -> R {
        do throws(StoreError) {
            return try await read(body)
        } catch {
            throw Problem(error)
        }
    }

    /// The delivery of an id that people see.
    func deliveryID(_ text: String) throws(Problem) -> DeliveryID {
        guard let id = storeID.delivery(text) else {
            throw Problem(
                .notFound,
                "there is no delivery '\(text)' in this store; its ids begin with dlv_\(storeID.text)_"
            )
        }
        return id
    }

    /// The problem of a delivery that is not there.
    func missing(_ id: DeliveryID) -> Problem {
        Problem(.notFound, "there is no delivery '\(storeID.text(of: id))'; retention may have removed it")
    }

    /// The problem of an event that is not there.
    func missingEvent(_ id: String) -> Problem {
        let isForeign = id.hasPrefix("evt_") && storeID.event(id) == nil
        let hint =
            isForeign
            ? "the ids that this store gives begin with evt_\(storeID.text)_" : "retention may have removed it"
        return Problem(.notFound, "there is no event '\(id)'; \(hint)")
    }

    /// The problem of a pipeline's name that is not known.
    func unknownPipeline(_ name: String) -> Problem {
        let names = pipelines.map(\.name)
        let hint = nearest(name, in: names).map { "; is '\($0)' meant?" } ?? ""
        return Problem(.unknownPipeline, "there is no pipeline '\(name)'\(hint)")
    }

    /// Looks whether there is such a pipeline.
    func checkDeclared(_ pipeline: String) throws(Problem) {
        guard pipelines.contains(where: { $0.name == pipeline }) else { throw unknownPipeline(pipeline) }
    }

    /// A type of the catalog.
    func eventType(_ name: String) throws(Problem) -> EventTypeSummary {
        let catalog = catalog
        guard let type = catalog.first(where: { $0.type == name }) else {
            let hint = nearest(name, in: catalog.map(\.type)).map { "; is '\($0)' meant?" } ?? ""
            throw Problem(.notFound, "the catalog has no type '\(name)'\(hint)")
        }
        return type
    }
}
