internal import PenstockSignatures

/// Why a request was not verified. Its sender is not told.
package struct Refusal: Error, Sendable, Equatable {
    /// The kinds that are counted, in the words in which they are shown.
    package enum Code: String, CaseIterable, Sendable {
        case wrongSecret = "wrong secret"
        case missingSecret = "no secret"
        case wrongSignature = "wrong signature"
        case missingSignature = "no signature"
        case wrongTime = "wrong time"
        case wrongAddress = "wrong address"
        case unreadable = "unreadable body"
    }

    package var code: Code
    /// The rule and what it found, without anything secret: `no header x-secret`.
    package var text: String

    package init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }
}

extension Refusal {
    /// How near a request came to being verified: of several rules, the one that came nearest says what is wrong.
    fileprivate var nearness: Int {
        switch code {
        case .wrongSecret, .wrongSignature, .wrongTime: 2
        case .wrongAddress, .unreadable: 1
        case .missingSecret, .missingSignature: 0
        }
    }

    /// What several rules say of which one would have been enough.
    init(any refusals: [Refusal]) {
        let nearest = refusals.map(\.nearness).max() ?? 0
        let told = refusals.filter { $0.nearness == nearest }
        let code = told.first?.code ?? .missingSecret
        var texts: [String] = []
        for text in told.map(\.text) where !texts.contains(text) { texts.append(text) }
        self.init(code, texts.joined(separator: ", "))
    }
}

extension Refusal {
    /// What is wrong with a signature.
    /// - Parameter header: The one that carries it.
    init(_ fault: SignatureFault, in header: String) {
        let code: Code =
            switch fault {
            case .missingHeader, .malformedHeader, .wrongEncoding, .otherVersion: .missingSignature
            case .repeatedHeader, .mismatch: .wrongSignature
            case .tooOld, .tooNew: .wrongTime
            }
        self.init(code, fault == .mismatch ? "wrong signature in the header \(header)" : fault.text)
    }
}
