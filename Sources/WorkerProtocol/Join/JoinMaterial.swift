// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Wire

/// What a machine joins with: its name, where the server is, a token.
///
/// It travels sealed; see ``JoinReply``.
public struct JoinMaterial: Sendable, CustomStringConvertible {
    /// What stands first in it.
    public static let domain = "k3s-daas/join-material/v1"
    /// The longest URL of a server, in bytes.
    public static let maximumURL = 256
    /// The longest that is looked at, in bytes.
    static let maximumBytes = 1024

    /// The node's name in Kubernetes: a label.
    public let nodeName: String
    /// k3s' `server`.
    public let serverURL: String
    /// k3s' `token`.
    public let token: JoinToken
    /// From when on the token opens nothing, since 1970.
    public let expiresMilliseconds: UInt64

    /// Puts it together; `nil` where a part is not of its form.
    public init?(nodeName: String, serverURL: String, token: JoinToken, expiresMilliseconds: UInt64) {
        guard TextForm.isLabel(nodeName), serverURL.hasPrefix("https://"),
            TextForm.isVisible(serverURL, upTo: Self.maximumURL)
        else { return nil }
        self.nodeName = nodeName
        self.serverURL = serverURL
        self.token = token
        self.expiresMilliseconds = expiresMilliseconds
    }

    /// Writes it into memory that is wiped.
    func secret() throws(CryptoError) -> Secret {
        var writer = BCSWriter(capacity: 512)
        writer.string(Self.domain)
        writer.string(nodeName)
        writer.string(serverURL)
        writer.string(token.text)
        writer.integer(expiresMilliseconds)
        return try Secret(copying: writer.buffer.span)
    }

    /// Reads it in its only form.
    init(_ bytes: Span<UInt8>) throws(MessageFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let parts: (domain: String, name: String, url: String, token: String, expires: UInt64)
        do throws(BCSError) {
            var reader = BCSReader(bytes)
            parts = (
                try reader.string(), try reader.string(), try reader.string(), try reader.string(),
                try reader.integer()
            )
            try reader.finish()
        } catch {
            throw .malformed
        }
        guard parts.domain == Self.domain, let token = JoinToken(parts.token),
            let material = JoinMaterial(
                nodeName: parts.name, serverURL: parts.url, token: token, expiresMilliseconds: parts.expires)
        else { throw .badValue }
        self = material
    }

    /// Says for whom, not what.
    public var description: String { "join material of \(nodeName)" }
}
