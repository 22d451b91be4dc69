extension Event {
    /// An event as it is once it is in the store.
    /// - Parameter id: The sender's, or the one that was made for it.
    package init(_ new: NewEvent, id: String, sequence: EventSequence) {
        let (json, dataRange) = new.json(id: id)
        self.init(
            sequence: sequence,
            id: id,
            source: new.source,
            type: new.type,
            subject: new.subject,
            time: new.time,
            dataContentType: new.dataContentType,
            extensions: new.extensions,
            json: json,
            dataRange: dataRange,
            acceptedAt: new.acceptedAt,
            contradiction: new.contradiction,
            revision: new.revision
        )
    }
}
