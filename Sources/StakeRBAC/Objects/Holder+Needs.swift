// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

extension Holder {
    /// What would be needed, and what there is: `needs super tier, your 2.4 SUI are developer tier`.
    func needs(_ tier: Tier) -> String { "needs \(tier.name) tier, your \(stake) are \(self.tier.name) tier" }
}
