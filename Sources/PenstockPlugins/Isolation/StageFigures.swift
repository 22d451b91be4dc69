/// The metrics and series of an isolated stage, by the numbers that its workers know them by.
///
/// The same metric keeps its number through all workers: the host gives the same one out for the same definition.
@safe struct StageFigures {
    var metrics = Numbered()
    var series = Numbered()

    /// Pointers of the host, numbered from 1.
    @safe struct Numbered {
        private var pointers: [OpaquePointer] = unsafe []
        private var numbers: [OpaquePointer: UInt32] = unsafe [:]

        subscript(number: UInt32) -> OpaquePointer? {
            unsafe number > 0 && number <= pointers.count ? unsafe pointers[Int(number) - 1] : nil
        }

        mutating func number(of pointer: OpaquePointer) -> UInt32 {
            if let number = unsafe numbers[pointer] { return number }
            unsafe pointers.append(pointer)
            let number = UInt32(unsafe pointers.count)
            unsafe numbers[pointer] = number
            return number
        }
    }
}
