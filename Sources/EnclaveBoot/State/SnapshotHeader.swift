// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// What stands before the sealed part of a snapshot, in the clear, and is authenticated with each piece of it.
struct SnapshotHeader: Hashable, Sendable {
    private static let version: UInt8 = 1
    private static let mark = Array("k3s-daas/snapshot".utf8)
    /// How long a header is in all, whatever it says: the number is written in eight bytes.
    static let length = mark.count + 1 + 8 + 2 * Bytes32.count

    /// Which cluster.
    let cluster: Bytes32
    /// Which snapshot of it.
    let sequence: UInt64
    /// By which code it was made; for who looks for what to run it with.
    let measurements: Bytes32

    var bytes: [UInt8] {
        Self.mark + [Self.version] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: sequence >> UInt64(8 * $0)) }
            + cluster.bytes + measurements.bytes
    }

    init(cluster: Bytes32, sequence: UInt64, measurements: Bytes32) {
        self.cluster = cluster
        self.sequence = sequence
        self.measurements = measurements
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length, bytes.starts(with: Self.mark + [Self.version]) else { return nil }
        let start = Self.mark.count + 1
        let number = bytes[start..<(start + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let (first, second) = (
            Array(bytes[(start + 8)..<(start + 8 + Bytes32.count)]), Array(bytes[(start + 8 + Bytes32.count)...])
        )
        guard let cluster = Bytes32(first.span), let measurements = Bytes32(second.span) else { return nil }
        self.init(cluster: cluster, sequence: number, measurements: measurements)
    }
}
