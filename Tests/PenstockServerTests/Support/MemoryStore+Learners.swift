import PenstockCore
import Synchronization

extension MemoryStore {
    func standings(of person: KeyDigest, limit: Int) throws(StoreError) -> [Standing] {
        standingList.withLock { Array(($0[person] ?? []).prefix(limit)) }
    }

    func certificates(of person: KeyDigest, limit: Int) throws(StoreError) -> [CertificateRecord] {
        let own = certificateList.withLock { list in list.filter { $0.person == person }.map(\.record) }
        return Array(own.sorted { $0.certificate.program < $1.certificate.program }.prefix(limit))
    }

    func certificates(_ query: CertificateQuery) throws(StoreError) -> Page<CertificateRecord> {
        let found = certificateList.withLock { list in
            list.map(\.record).filter { record in
                guard let position = record.position else { return false }
                return (query.program ?? record.certificate.program) == record.certificate.program
                    && query.from.map { position.expires.number >= $0.number } ?? true
                    && query.until.map { position.expires.number <= $0.number } ?? true
                    && query.cursor.map { position.rawValue > $0.rawValue } ?? true
            }
        }
        let sorted = found.sorted { $0.position?.rawValue ?? 0 < $1.position?.rawValue ?? 0 }
        let items = Array(sorted.prefix(query.limit))
        return Page(items: items, next: sorted.count > query.limit ? items.last?.position?.rawValue : nil)
    }
}
