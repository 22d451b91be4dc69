package import PenstockJSON

/// Where events of a type tell of a certificate (`certificate` of the catalog). All pointers start at the event.
package struct CertificateRule: Sendable, Equatable {
    /// Whose it is: the type's own `person`.
    package var person: JSONPointer
    /// The id of the program.
    package var program: JSONPointer
    package var name: JSONPointer?
    package var number: JSONPointer?
    package var issued: JSONPointer
    package var renewal: JSONPointer?
    package var expires: JSONPointer?
}
