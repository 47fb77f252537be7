// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// Why something was not done to a local ledger.
public enum DevRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The transaction never began.
    case rejected(Rejection)
    /// There would be more SUI than there can be, or none was asked for.
    case amount
    /// The ledger stands still, as was asked for.
    case halted
    /// The file with the ledger's history cannot be written any more.
    case unwritten

    /// One sentence.
    public var description: String {
        switch self {
        case .rejected(let rejection): rejection.description
        case .amount: "there is not so much SUI, or none was asked for"
        case .halted: "the ledger stands still, as was asked for"
        case .unwritten: "the ledger's history cannot be written"
        }
    }
}

/// A coin that somebody was given.
public struct DevGift: Hashable, Sendable {
    /// The coin.
    public let coin: Address
    /// How much is in it, in MIST.
    public let amount: UInt64
    /// What the gift is called.
    public let digest: Digest
}
