/// An address cannot be listened on, because somebody does already.
package struct ListenFailure: Error, CustomStringConvertible {
    /// The address with its port.
    package var address: String
    /// The flag that names another address.
    var flag = "--listen"

    /// What is wrong and what to do, for people.
    package var description: String {
        "\(address) is in use: another program listens there; stop it, or listen elsewhere with \(flag)"
    }
}
