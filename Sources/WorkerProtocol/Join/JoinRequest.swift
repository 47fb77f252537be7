// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import SuiLedger
public import Wire

/// Asks to join: a signed claim, and the password that k3s is to know the machine by.
public struct JoinRequest: JSONMessage, CustomStringConvertible {
    /// The longest that is looked at, in bytes.
    public static let maximumBytes = 4 * 1024
    /// The longest signature of a single key, in bytes: a flag, 64 bytes and a key of 33.
    static let maximumSignature = 128

    /// The claim's bytes, as they were signed.
    public let claim: [UInt8]
    /// The wallet's signature, as the network carries it.
    public let signature: [UInt8]
    /// The password; its digest is in the claim.
    public let nodePassword: NodePassword

    /// Puts one together from a claim that was signed as a personal message.
    public init(claim: JoinClaim, signature: UserSignature, nodePassword: NodePassword) {
        self.claim = claim.message
        self.signature = signature.bytes
        self.nodePassword = nodePassword
    }

    /// Reads one.
    public init(from value: borrowing JSONValue) throws(MessageFault) {
        claim = try value.base64("claim", .url, upTo: JoinClaim.maximumBytes)
        signature = try value.base64("signature", .url, upTo: Self.maximumSignature)
        guard let password = NodePassword(try value.text("nodePassword", upTo: 64)) else { throw .badValue }
        nodePassword = password
    }

    /// Writes it.
    public func write(to buffer: inout ByteBuffer) {
        var object = JSONObjectWriter(&buffer)
        object.text("claim", Base64.encode(claim, .url), &buffer)
        object.text("signature", Base64.encode(signature, .url), &buffer)
        object.text("nodePassword", nodePassword.text, &buffer)
        object.end(&buffer)
    }

    /// Takes the claim apart; ``UnverifiedJoinClaim/verified()`` says whether its owner signed it.
    public func unverified() throws(JoinFault) -> UnverifiedJoinClaim {
        try UnverifiedJoinClaim(claim: claim, signature: signature)
    }

    /// Says nothing of what is in it.
    public var description: String { "join request" }
}
