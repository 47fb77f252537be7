// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

extension TierThresholds {
    /// The least stake of a tier.
    public subscript(tier: Tier) -> UInt64 {
        switch tier {
        case .viewer: viewer
        case .developer: developer
        case .admin: admin
        case .super: superuser
        }
    }

    /// The highest tier that a stake reaches together with all below it, if any.
    ///
    /// Should a chain ever ask less for a tier than for the one below, the lower one is still asked for.
    public func tier(of amount: UInt64) -> Tier? {
        guard amount >= viewer else { return nil }
        guard amount >= developer else { return .viewer }
        guard amount >= admin else { return .developer }
        return amount >= superuser ? .super : .admin
    }

    /// The same with what an operator asks for beyond it: never less than either.
    public func raised(by floors: TierFloors) -> TierThresholds {
        TierThresholds(
            viewer: max(viewer, floors[.viewer]), developer: max(developer, floors[.developer]),
            admin: max(admin, floors[.admin]), superuser: max(superuser, floors[.super]))
    }
}
