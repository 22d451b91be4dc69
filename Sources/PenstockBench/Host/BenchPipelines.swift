internal import Foundation

/// The pipelines that the host runs while it is measured.
enum BenchPipelines {
    /// The name of the pipeline that is paused for a backlog, also in a directory of the user's.
    static let pipeline = "bench"
    /// How many deliveries the bench's own pipeline has under way at most: what a crash can repeat.
    static let concurrency = 512
    /// The variable in which a pipeline finds the receiver.
    static let variable = "BENCH_URL"

    /// What is measured: a filter, a signature, an HTTP request. The event's id stays in the body, where the receiver
    /// looks for it.
    private static let document = """
        name: \(pipeline)
        description: Every completion that was passed, signed, to the receiver of the bench.
        on: course.completed
        concurrency: \(concurrency)
        stages:
          - filter: match
            with: { pointer: /data/score, greater_or_equal: { pointer: /data/passing_score } }
          - sign: standard-webhooks
            with: { secrets: ["whsec_cGVuc3RvY2sgYmVuY2gsIG9uIGxvb3BiYWNrIG9ubHk="] }
          - transport: http
            with: { url: "${env:\(variable)}" }
        """

    /// Makes a directory of pipelines: the bench's own, or a copy of another.
    static func make(at path: String, copying source: String?) throws(BenchFailure) {
        do {
            if let source {
                try FileManager.default.copyItem(atPath: source, toPath: path)
            } else {
                try FileManager.default.createDirectory(
                    atPath: path,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o755]
                )
                try document.write(toFile: "\(path)/bench.yaml", atomically: false, encoding: .utf8)
            }
        } catch {
            throw BenchFailure("the pipelines cannot be written to \(path): \(error.localizedDescription)")
        }
    }
}
