// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Crypto
public import Wire

/// What the controller answers to a machine that may join: its name, and what it joins with, sealed to the machine's key.
public struct JoinReply: Hashable, JSONMessage, CustomStringConvertible {
    /// The longest that is looked at, in bytes.
    public static let maximumBytes = 4 * 1024
    /// HPKE's info.
    public static let purpose = "k3s-daas/join-reply/v1"
    static let maximumSealed = JoinMaterial.maximumBytes + SealedBox.overhead

    /// The node's name in Kubernetes.
    public let nodeName: String
    /// The material, in a ``SealedBox`` to the claim's join key.
    public let sealed: [UInt8]
    /// From when on the token in it opens nothing, since 1970.
    public let expiresMilliseconds: UInt64

    /// Puts one together.
    public init(nodeName: String, sealed: [UInt8], expiresMilliseconds: UInt64) {
        self.nodeName = nodeName
        self.sealed = sealed
        self.expiresMilliseconds = expiresMilliseconds
    }

    /// Reads one.
    public init(from value: borrowing JSONValue) throws(MessageFault) {
        nodeName = try value.text("nodeName", upTo: TextForm.maximumLabel)
        guard TextForm.isLabel(nodeName) else { throw .badValue }
        sealed = try value.base64("sealed", .standard, upTo: Self.maximumSealed)
        expiresMilliseconds = UInt64(try value.number("expiresMs"))
    }

    /// Writes it.
    public func write(to buffer: inout ByteBuffer) {
        var object = JSONObjectWriter(&buffer)
        object.text("nodeName", nodeName, &buffer)
        object.text("sealed", Base64.encode(sealed), &buffer)
        object.number("expiresMs", Int(clamping: expiresMilliseconds), &buffer)
        object.end(&buffer)
    }

    /// Says for whom, not what.
    public var description: String { "join reply for \(nodeName)" }
}

extension JoinReply {
    /// Seals material to the key that the claim's owner has signed for; nobody can open it for another claim.
    public static func sealing(
        _ material: JoinMaterial, for claim: VerifiedJoinClaim
    ) throws(CryptoError) -> JoinReply {
        let content = try material.secret()
        let box = try SealedBox.seal(
            content, to: claim.claim.joinKey, purpose: Array(purpose.utf8), context: try claim.claim.digest().bytes)
        return JoinReply(
            nodeName: material.nodeName, sealed: box, expiresMilliseconds: material.expiresMilliseconds)
    }

    /// Opens the material by the key whose public half the claim names; `nil` where it was sealed for anything else, or says
    /// something else than what stands beside it.
    public func open(by key: borrowing RecipientKey, claim: JoinClaim) throws(CryptoError) -> JoinMaterial? {
        let context = try claim.digest().bytes
        let content: Secret
        do throws(CryptoError) {
            content = try key.open(sealed.span, purpose: Array(Self.purpose.utf8), context: context)
        } catch {
            guard error.code == .notOpened else { throw error }
            return nil
        }
        guard let material = content.withBytes({ bytes in try? JoinMaterial(bytes) }) else { return nil }
        let isSame = material.nodeName == nodeName && material.expiresMilliseconds == expiresMilliseconds
        return isSame ? material : nil
    }
}
