internal import HTTPTypes
internal import Hummingbird
internal import PenstockEngine
internal import PenstockJSON

/// The answer to a batch: one per event, in order; an event that was not taken in has a problem document.
struct BatchAnswer {
    let answers: [Result<Acceptance, Problem>]

    init(_ answers: [Result<Acceptance, Problem>]) { self.answers = answers }

    /// 202 when any event was accepted, or none was sent. Where none was accepted, what the problems have in common:
    /// a sender that looks at nothing but the status must not take a batch for delivered of which nothing was stored.
    var status: Int {
        let statuses = answers.compactMap { answer in
            if case .failure(let problem) = answer { problem.kind.status } else { nil }
        }
        guard let first = statuses.first, statuses.count == answers.count else { return 202 }
        return statuses.allSatisfy { $0 == first } ? first : 400
    }

    var response: Response {
        var response = Response.json(HTTPResponse.Status(code: status)) { json in
            json.array(answers) { json, answer in
                switch answer {
                case .success(let acceptance): json.acceptance(acceptance)
                case .failure(let problem): json.problem(problem)
                }
            }
        }
        // Where some were accepted, those that were not say so themselves.
        if status != 202 { response.headers[.retryAfter] = longestWait }
        return response
    }

    /// What suits all of them: a sender repeats the batch as a whole.
    private var longestWait: String? {
        let waits = answers.compactMap { answer -> String? in
            if case .failure(let problem) = answer { problem.retryAfterHeader } else { nil }
        }
        return waits.max { (Int($0) ?? 0) < (Int($1) ?? 0) }
    }
}
