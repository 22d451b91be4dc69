package import PenstockCore

/// A form of HMAC with its keys.
package struct HMACScheme: SignatureScheme {
    private let form: HMACForm
    private let keys: [[UInt8]]

    /// - Parameter keys: the bytes of the keys; every one that signs is taken.
    package init(_ form: HMACForm, keys: [[UInt8]]) { (self.form, self.keys) = (form, keys) }

    package func verify(_ request: SignedRequest, at now: Timestamp) -> SignatureVerdict {
        do throws(SignatureFault) {
            let written = try request.single(form.header)
            let codes = try codes(in: written)
            let (timestamp, time) = try time(request, in: written)
            let id: String? = if let idHeader = form.idHeader { try request.single(idHeader) } else { nil }
            let signed = form.signed.filled(body: request.body, timestamp: timestamp, id: id)
            for (index, key) in keys.enumerated() {
                // Once for a key, however many codes a stranger writes into the header.
                let own = form.algorithm.code(of: signed, key: key)
                guard codes.contains(where: { ConstantTime.equal($0, own) }) else { continue }
                try time?.check(at: now, tolerance: form.tolerance)
                return .valid(key: index, age: time?.age(at: now))
            }
            throw .mismatch
        } catch {
            return .invalid(error)
        }
    }

    /// The codes in the header's value; those that can be read, when there is one.
    private func codes(in value: String) throws(SignatureFault) -> [[UInt8]] {
        let texts: [String]
        switch form.label {
        case .none: texts = [value]
        case .prefix(let prefix):
            guard value.hasPrefix(prefix) else {
                throw .malformedHeader(form.header, expected: "a value that begins with \(prefix)")
            }
            texts = [String(value.dropFirst(prefix.count))]
        case .member(let name, let prefix):
            texts = Self.members(named: name, in: value).filter { $0.hasPrefix(prefix) }
                .map { String($0.dropFirst(prefix.count)) }
            guard !texts.isEmpty else {
                throw .malformedHeader(form.header, expected: "a list with \(name)=\(prefix)…")
            }
        }
        let codes = texts.compactMap(form.encoding.decode).filter { $0.count == form.algorithm.codeLength }
        guard codes.isEmpty else { return codes }
        throw unreadable(texts[0])
    }

    /// The time as it is written, which is signed as it is, and as it is read.
    private func time(
        _ request: SignedRequest,
        in value: String
    ) throws(SignatureFault) -> (String?, TimestampCheck?) {
        switch form.time {
        case nil: return (nil, nil)
        case .header(let name):
            let text = try request.single(name)
            return (text, try TimestampCheck(text, in: name, units: form.timeUnits))
        case .member(let name):
            guard let text = Self.members(named: name, in: value).first else {
                throw .malformedHeader(form.header, expected: "a list with \(name)=…, the time")
            }
            return (text, try TimestampCheck(text, in: form.header, units: form.timeUnits))
        }
    }

    /// The values of the members of a name in `t=…,v1=…,v1=…`.
    private static func members(named name: String, in value: String) -> [String] {
        value.split(separator: ",").compactMap { member in
            let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { return nil }
            return String(parts[1])
        }
    }

    private func unreadable(_ text: String) -> SignatureFault {
        let length = form.algorithm.codeLength
        for other in [ByteText.hex, .base64] where other != form.encoding && other.decode(text)?.count == length {
            return .wrongEncoding(form.header, found: other.rawValue, expected: form.encoding.rawValue)
        }
        for other in HashAlgorithm.allCases where form.encoding.decode(text)?.count == other.codeLength {
            return .malformedHeader(
                form.header,
                expected: "a code of \(form.algorithm.rawValue): it is as long as one of \(other.rawValue)"
            )
        }
        return .malformedHeader(form.header, expected: "the \(form.encoding.rawValue) of \(length) bytes")
    }
}
