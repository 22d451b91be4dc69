/// A configuration that the stage reads itself, as the JSON that the host handed over.
///
/// For configurations whose shape is a small language of its own, or whose numbers must stay as they were written: name
/// it as the stage's `Configuration`. It stands for the whole of `with:`, not for a member of it.
public struct RawConfiguration: Decodable, Sendable {
    /// The JSON, UTF-8.
    public let json: [UInt8]

    /// Takes the bytes that the kit puts into the decoder.
    public init(from decoder: any Decoder) throws {
        guard let key = CodingUserInfoKey.configurationJSON, let json = decoder.userInfo[key] as? [UInt8] else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "only the kit decodes a RawConfiguration"
                )
            )
        }
        self.json = json
    }
}

extension CodingUserInfoKey {
    static var configurationJSON: CodingUserInfoKey? { CodingUserInfoKey(rawValue: "penstock.configuration") }
}
