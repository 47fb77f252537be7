// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import SuiLedger
internal import Wire

/// An object that somebody owns, at its version.
struct OwnedObject: Hashable {
    /// What it is.
    enum Kind: Hashable {
        case coin(UInt64)
        case capability
        case sealHandle
    }

    let id: Address
    var version: UInt64
    var owner: Address
    var kind: Kind

    /// What a transaction must name to use this version: the digest of all that is known of it.
    var reference: ObjectReference {
        var writer = BCSWriter()
        writer.address(id)
        writer.integer(version)
        writer.address(owner)
        if case .coin(let value) = kind { writer.integer(value) }
        return ObjectReference(id: id, version: version, digest: Digest(BLAKE2b.digest(of: writer.bytes)))
    }
}

/// Why a transaction never began: it costs nothing and leaves no trace.
public enum Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are no transaction that people send.
    case malformed
    /// A signature is missing, wrong, or of a kind that is not served here.
    case signature
    /// An object is not there, not at this version, or not the signer's.
    case object(Address)
    /// Price, budget or coins are not what the network asks for.
    case gas
    /// Its time is over, or it is for another chain.
    case expired
    /// It uses something that this ledger does not have.
    case unsupported

    /// One sentence.
    public var description: String {
        switch self {
        case .malformed: "the bytes are no transaction"
        case .signature: "a signature is missing or wrong"
        case .object(let id): "object \(id) is not there, not at this version, or not the signer's"
        case .gas: "price, budget or coins are not what the network asks for"
        case .expired: "the transaction's time is over"
        case .unsupported: "the transaction uses what a local ledger does not have"
        }
    }
}
