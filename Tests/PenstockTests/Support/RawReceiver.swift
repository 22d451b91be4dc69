import Foundation

/// A listener whose connections a test handles itself, one thread each.
final class RawReceiver: @unchecked Sendable {
    let port: UInt16
    private let listener: Socket

    init(_ handle: @escaping @Sendable (inout HTTPReader) -> Void) throws {
        (listener, port) = try Socket.listening()
        let listener = listener
        Thread.detachNewThread {
            while let socket = listener.accepted() {
                Thread.detachNewThread {
                    var reader = HTTPReader(socket)
                    handle(&reader)
                }
            }
        }
    }

    deinit { listener.shutDown() }

    var url: String { "http://127.0.0.1:\(port)/hook" }
}
