// SPDX-License-Identifier: Apache-2.0
public import Crypto
internal import Wire

/// How far a cluster's state has come, as the chain has it: what is older must not be restored.
///
/// Written as the CBOR of `[sequence, root]`; a cluster that has committed to no state yet has 0 and no bytes.
public struct StateFloor: Hashable, Sendable {
    /// More than any floor has.
    static let longest = 64

    /// The number of the state that was committed to last; 0 is none.
    public let sequence: UInt64
    /// SHA-256 of its snapshot; `nil` where there is none.
    public let root: Bytes32?

    /// Nothing was committed to yet.
    public static let none = StateFloor(unchecked: 0, nil)

    /// A state that was committed to; `nil` for number 0, which none has.
    public init?(sequence: UInt64, root: Bytes32) {
        guard sequence > 0 else { return nil }
        self.init(unchecked: sequence, root)
    }

    private init(unchecked sequence: UInt64, _ root: Bytes32?) {
        self.sequence = sequence
        self.root = root
    }

    /// Reads the bytes that ``encoded`` writes, and no others.
    public init?(_ bytes: Span<UInt8>) {
        guard let floor = try? Self.read(bytes), floor.encoded.span.isEqual(to: bytes) else { return nil }
        self = floor
    }

    private static func read(_ bytes: Span<UInt8>) throws(CBORError) -> StateFloor? {
        var reader = CBORReader(bytes)
        var parts = try reader.beginArray(limit: 2)
        guard try reader.hasNext(&parts) else { return nil }
        let sequence = try reader.uint()
        guard try reader.hasNext(&parts) else { return nil }
        let digest = Bytes32(try reader.bytes())
        guard try !reader.hasNext(&parts) else { return nil }
        try reader.finish()
        guard let digest else { return sequence == 0 ? StateFloor.none : nil }
        return StateFloor(sequence: sequence, root: digest)
    }

    /// The bytes that are brought to an enclave.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: Self.longest)
        writer.array(2)
        writer.uint(sequence)
        writer.bytes(root?.bytes ?? [])
        return writer.finish()
    }
}
