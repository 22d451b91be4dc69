package import PenstockJSON
package import PenstockPipelines

extension Engine {
    /// Sends one request to a link, marked as a test, and tells all that can be seen of it.
    /// - Parameter types: Where the transport comes from for a URL that no pipeline has.
    package func test(_ link: LinkRequest, types: any StageTypes) async throws(LinkRefusal) -> JSONValue {
        let opened: Result<OpenLink, LinkRefusal> = await withCheckedContinuation { continuation in
            let isTaken = workshop.add { [self] in
                let running = current
                continuation.resume(
                    returning: Result { () throws(LinkRefusal) in
                        try OpenLink(
                            link,
                            types: types,
                            pipelines: running.set,
                            catalog: running.catalog,
                            now: clock.wall()
                        )
                    }
                )
            }
            if !isTaken {
                continuation.resume(returning: .failure(LinkRefusal(.stopping, "the host is shutting down")))
            }
        }
        let open = try opened.get()
        let report = await open.send()
        workshop.add { open.close() }
        return report.json
    }
}
