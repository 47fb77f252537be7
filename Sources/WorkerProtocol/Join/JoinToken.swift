// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto

/// What k3s takes for `token`: which authority the server must show, and a bootstrap token of Kubernetes.
///
/// `K10<64 digits>::<6>.<16>`: k3s sends the second half as a bearer, after it has compared the first with what the server has at
/// `/cacerts`. Never printable.
public struct JoinToken: Sendable, CustomStringConvertible {
    /// How long the part is that names the token.
    public static let idLength = 6
    /// How long the part is that opens the door.
    public static let secretLength = 16
    /// How long the whole is.
    public static let length = 3 + 2 * Bytes32.count + 2 + idLength + 1 + secretLength

    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// Of what the server has at `/cacerts`.
    public let authority: Bytes32
    /// Names the token; it is no secret.
    public let id: String
    /// Opens the door.
    public let secret: String

    /// A token that nobody can guess.
    public static func random(authority: Bytes32) throws(CryptoError) -> JoinToken {
        JoinToken(authority: authority, id: try letters(idLength), secret: try letters(secretLength))
    }

    private init(authority: Bytes32, id: String, secret: String) {
        self.authority = authority
        self.id = id
        self.secret = secret
    }

    /// Reads one; anything but its only form is `nil`.
    public init?(_ text: String) {
        guard text.utf8.count == Self.length, text.hasPrefix("K10") else { return nil }
        let rest = text.dropFirst(3)
        guard let authority = Bytes32(hex: String(rest.prefix(2 * Bytes32.count))) else { return nil }
        let half = rest.dropFirst(2 * Bytes32.count)
        guard half.hasPrefix("::") else { return nil }
        let parts = half.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, TextForm.isLowerOrDigit(parts[0], count: Self.idLength),
            TextForm.isLowerOrDigit(parts[1], count: Self.secretLength)
        else { return nil }
        self.init(authority: authority, id: String(parts[0]), secret: String(parts[1]))
    }

    /// The token's only text.
    public var text: String { "K10\(authority.hex)::\(id).\(secret)" }

    /// Says which, not what.
    public var description: String { "join token \(id)" }

    /// Letters that nobody can guess, none likelier than another: a byte beyond the last whole round of 36 is thrown away.
    private static func letters(_ count: Int) throws(CryptoError) -> String {
        let fair = UInt8(256 / letters.count * letters.count)
        var text: [UInt8] = []
        while text.count < count {
            for byte in try randomBytes(count) where byte < fair && text.count < count {
                text.append(letters[Int(byte) % letters.count])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
