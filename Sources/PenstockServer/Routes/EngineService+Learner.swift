internal import PenstockCore
internal import PenstockEngine

/// All that is known of a person, as far as it goes into one answer.
struct LearnerRecord: Sendable {
    var username: String
    var standings: [Standing]
    var certificates: [CertificateRecord]

    /// How much of either is told at most.
    static let most = 500
}

extension EngineService {
    /// Whether anything is known of a person.
    func knows(learner username: String) async throws(Problem) -> Bool {
        let person = PersonDigest.key(of: username, in: storeID)
        return try await look { store throws(StoreError) in
            let standings = try store.standings(of: person, limit: 1)
            return try standings.isEmpty ? !store.certificates(of: person, limit: 1).isEmpty : true
        }
    }

    /// What is known of a person, whose name is compared letter by letter.
    func learner(_ username: String) async throws(Problem) -> LearnerRecord {
        let person = PersonDigest.key(of: username, in: storeID)
        let record = try await look { store throws(StoreError) in
            LearnerRecord(
                username: username,
                standings: try store.standings(of: person, limit: LearnerRecord.most),
                certificates: try store.certificates(of: person, limit: LearnerRecord.most)
            )
        }
        guard !record.standings.isEmpty || !record.certificates.isEmpty else {
            throw Problem(
                .notFound,
                "nothing is known of '\(username)': no event that measures anything, or tells of a certificate, named "
                    + "this person; names are compared letter by letter"
            )
        }
        return record
    }
}
