internal import PenstockCore
internal import Testing

extension StoreModel {
    /// A source keeps its newest requests, and no number is given twice.
    mutating func learn(_ new: NewLearnedRequest, _ id: LearnedID) {
        #expect(learned.allSatisfy { $0.id < id })
        learned.append(
            LearnedRequest(id: id, source: new.source, request: new.request, reason: new.reason, at: new.at)
        )
        let own = learned.filter { $0.source == new.source }
        let old = own.dropLast(NewLearnedRequest.mostPerSource).map(\.id)
        learned.removeAll { old.contains($0.id) }
    }
}
