// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What an account's stake makes of it, by the cluster's thresholds.
struct AccountStanding {
    /// What the pool knows of it; `nil` if it never staked.
    let account: StakeAccount?
    /// Where tiers begin; `nil` where the nodes have forgotten it.
    let thresholds: TierThresholds?

    /// Looks an account up.
    init(of address: Address, _ session: Session) throws(CommandFailure) {
        account = try session.account(of: address)
        thresholds = account == nil ? nil : try session.params()?.thresholds
    }

    /// Where the stake stands.
    var state: String {
        guard let account else { return "none" }
        return ["?", "active", "unbonding", "slashed"][min(Int(account.status), 3)]
    }

    /// What its owner is.
    var tier: String {
        guard let account, account.status == 1 else { return "none" }
        guard let thresholds else { return "unknown" }
        let tiers = [
            (thresholds.superuser, "super"), (thresholds.admin, "admin"), (thresholds.developer, "developer"),
            (thresholds.viewer, "viewer"),
        ]
        return tiers.first { account.amount >= $0.0 }?.1 ?? "none"
    }
}
