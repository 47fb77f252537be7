// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A coin of SUI: which object it is, and what it holds in MIST.
public struct Coin: Hashable, Sendable {
    /// The type of its object.
    public static let type = StructTag(Address(2), "coin", "Coin", [.sui])

    /// Which version of which object.
    public var reference: ObjectReference
    /// What it holds, in MIST.
    public var balance: UInt64

    /// Names a coin.
    public init(reference: ObjectReference, balance: UInt64) {
        self.reference = reference
        self.balance = balance
    }

    /// Reads a coin's object: its id, then its balance.
    public init(_ object: LedgerObject) throws(LedgerError) {
        do throws(BCSError) {
            var reader = BCSReader(object.contents.span)
            guard object.type == .structure(Self.type), try reader.address() == object.reference.id else {
                throw BCSError(.unknownVariant)
            }
            balance = try reader.integer()
            try reader.finish()
        } catch { throw LedgerError(.malformed, "a coin is none") }
        reference = object.reference
    }
}
