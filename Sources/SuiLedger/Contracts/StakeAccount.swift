// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What the pool knows of one owner.
///
/// In Move: `account::StakeAccount`.
public struct StakeAccount: Hashable, Sendable {
    /// Counts for the owner's tier, in MIST.
    public var amount: UInt64
    /// Counts for the owner's node, in MIST.
    public var nodeAmount: UInt64
    /// Waits to be paid out; can still be slashed.
    public var unbonding: UInt64
    /// From when it is paid out.
    public var unbondEpoch: UInt64
    /// Where it stands.
    public var status: UInt8
    /// From 10 to 100.
    public var score: UInt64
    /// All that was ever slashed.
    public var slashedTotal: UInt64
    /// Since when the stake is held, on the average.
    public var sinceMilliseconds: UInt64
    /// The epoch in which stake was put in last.
    public var weightEpoch: UInt64
    /// How often the owner was slashed.
    public var generation: UInt32
    /// The node's id, if there is one.
    public var nodeID: String?
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// For later versions.
    public var ext: [UInt8]

    /// Puts one together.
    public init(
        amount: UInt64, nodeAmount: UInt64, unbonding: UInt64, unbondEpoch: UInt64, status: UInt8, score: UInt64,
        slashedTotal: UInt64, sinceMilliseconds: UInt64, weightEpoch: UInt64, generation: UInt32, nodeID: String?,
        sequence: UInt64, ext: [UInt8]
    ) {
        self.amount = amount
        self.nodeAmount = nodeAmount
        self.unbonding = unbonding
        self.unbondEpoch = unbondEpoch
        self.status = status
        self.score = score
        self.slashedTotal = slashedTotal
        self.sinceMilliseconds = sinceMilliseconds
        self.weightEpoch = weightEpoch
        self.generation = generation
        self.nodeID = nodeID
        self.sequence = sequence
        self.ext = ext
    }
}

extension StakeAccount: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.integer(amount)
        writer.integer(nodeAmount)
        writer.integer(unbonding)
        writer.integer(unbondEpoch)
        writer.uint8(status)
        writer.integer(score)
        writer.integer(slashedTotal)
        writer.integer(sinceMilliseconds)
        writer.integer(weightEpoch)
        writer.integer(generation)
        writer.optional(nodeID) { writer, value in writer.string(value) }
        writer.integer(sequence)
        writer.bytes(ext)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        amount = try reader.integer()
        nodeAmount = try reader.integer()
        unbonding = try reader.integer()
        unbondEpoch = try reader.integer()
        status = try reader.uint8()
        score = try reader.integer()
        slashedTotal = try reader.integer()
        sinceMilliseconds = try reader.integer()
        weightEpoch = try reader.integer()
        generation = try reader.integer()
        nodeID = try reader.isPresent() ? try reader.string() : nil
        sequence = try reader.integer()
        ext = try reader.bytes()
    }
}
