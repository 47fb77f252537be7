// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A capability was offered, retracted, granted or revoked.
///
/// In Move: `staking::CapChanged`.
public struct CapChanged: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Counts the events of one object without gaps, from 1.
    public var number: UInt64
    /// What it is for.
    public var kind: UInt8
    /// 1 offered, 2 retracted, 3 granted, 4 revoked.
    public var state: UInt8
    /// Which capability.
    public var cap: Address?
    /// Who has it, or is to have it.
    public var holder: Address?

    /// Puts one together.
    public init(
        cluster: Address, number: UInt64, kind: UInt8, state: UInt8, cap: Address?, holder: Address?
    ) {
        self.cluster = cluster
        self.number = number
        self.kind = kind
        self.state = state
        self.cap = cap
        self.holder = holder
    }
}

extension CapChanged: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.integer(number)
        writer.uint8(kind)
        writer.uint8(state)
        writer.optional(cap) { writer, value in writer.address(value) }
        writer.optional(holder) { writer, value in writer.address(value) }
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        number = try reader.integer()
        kind = try reader.uint8()
        state = try reader.uint8()
        cap = try reader.isPresent() ? try reader.address() : nil
        holder = try reader.isPresent() ? try reader.address() : nil
    }
}
