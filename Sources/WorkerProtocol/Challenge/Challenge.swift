// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Crypto
public import SuiLedger
public import Wire

/// A nonce that may be signed once, by the address that asked for it, until it expires.
///
/// Of what else it says, a client signs nothing that it did not know before: cluster and server's key are compared with its own.
public struct Challenge: Hashable, JSONMessage {
    /// The longest that is looked at, in bytes.
    public static let maximumBytes = 1024

    /// What nobody can guess.
    public let nonce: Bytes32
    /// The cluster that is joined.
    public let cluster: Address
    /// SHA-256 of the SubjectPublicKeyInfo of the key that the listener has shown in TLS.
    public let serverKey: Bytes32
    /// When it was made, since 1970.
    public let issuedMilliseconds: UInt64
    /// From when on it is none.
    public let expiresMilliseconds: UInt64

    /// Puts one together.
    public init(
        nonce: Bytes32, cluster: Address, serverKey: Bytes32, issuedMilliseconds: UInt64, expiresMilliseconds: UInt64
    ) {
        self.nonce = nonce
        self.cluster = cluster
        self.serverKey = serverKey
        self.issuedMilliseconds = issuedMilliseconds
        self.expiresMilliseconds = expiresMilliseconds
    }

    /// Reads one.
    public init(from value: borrowing JSONValue) throws(MessageFault) {
        nonce = try value.bytes32("nonce")
        cluster = try value.address("cluster")
        serverKey = try value.bytes32("serverKey")
        issuedMilliseconds = UInt64(try value.number("issuedMs"))
        expiresMilliseconds = UInt64(try value.number("expiresMs"))
    }

    /// Writes it.
    public func write(to buffer: inout ByteBuffer) {
        var object = JSONObjectWriter(&buffer)
        object.text("nonce", nonce.hex, &buffer)
        object.text("cluster", cluster.description, &buffer)
        object.text("serverKey", serverKey.hex, &buffer)
        object.number("issuedMs", Int(clamping: issuedMilliseconds), &buffer)
        object.number("expiresMs", Int(clamping: expiresMilliseconds), &buffer)
        object.end(&buffer)
    }
}
