internal import Foundation

/// Base64 with padding (RFC 4648, section 4) of a text's UTF-8.
func base64(_ text: String) -> String {
    Data(text.utf8).base64EncodedString()
}
