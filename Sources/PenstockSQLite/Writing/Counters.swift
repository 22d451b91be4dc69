/// The numbers that the next rows get.
struct Counters: Equatable {
    var event: Int64
    var delivery: Int64
    var attempt: Int64
}
