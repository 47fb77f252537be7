// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

extension Asker {
    /// An address of nobody, for questions about a tier as such.
    static let anybody = Address(Bytes32(anybodyBytes.span) ?? Bytes32())
    private static let anybodyBytes: [UInt8] = Array(repeating: 0x11, count: Bytes32.count)

    /// An address with what a tier costs, by the ledger and by the policies.
    static func holder(
        _ address: Address, _ tier: Tier, _ policies: [Policy], _ circumstances: Circumstances
    ) -> Asker {
        let stake = policies.map { $0.floors[tier] }.reduce(circumstances.prices[tier], max)
        return Asker(Identity(owner: address.raw, seal: nil, tier: tier, stake: stake))
    }
}
