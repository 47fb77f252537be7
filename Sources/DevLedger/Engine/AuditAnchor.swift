// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Roots of the audit log: the contracts' `audit_anchor`.
struct AuditAnchor {
    private static let module = "audit_anchor"

    let cluster: Address
    var version: UInt64 = 1
    let roots = Table<UInt64, AuditRoot>()
    var sequence: UInt64 = 0
    var size: UInt64 = 0
    var number: UInt64 = 0

    init(cluster: Address) { self.cluster = cluster }

    mutating func anchor(
        _ sequence: UInt64, size: UInt64, hash: [UInt8], _ pool: Pool, _ cap: Capability,
        _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try checkVersion()
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        try require(hash.count == 32, Self.module, "EInvalidRoot")
        try require(sequence > self.sequence, Self.module, "EOldSequence")
        try require(size >= self.size, Self.module, "EShrunk")
        let root = AuditRoot(size: size, hash: hash, atMilliseconds: context.milliseconds)
        self.sequence = sequence
        self.size = size
        roots[sequence] = root
        number += 1
        context.emit(.anchored(Anchored(cluster: cluster, number: number, sequence: sequence, root: root)))
    }

    mutating func migrate(_ pool: Pool, _ cap: Capability) throws(Abort) {
        try pool.check(cap)
        try require(version < 1, Self.module, "ENotAnUpgrade")
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        version = 1
    }

    func checkVersion() throws(Abort) { try require(version == 1, Self.module, "EWrongVersion") }

    func root(_ sequence: UInt64) throws(Abort) -> AuditRoot {
        try checkVersion()
        guard let root = roots[sequence] else { throw Abort(Self.module, "ENotFound") }
        return root
    }
}
