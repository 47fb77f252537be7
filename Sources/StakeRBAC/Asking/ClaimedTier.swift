// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// The tier that the request's groups claim: what the token was worth when the apiserver last had it reviewed.
///
/// Never more than the ledger says; it only keeps one request from being worth more than the review that let it in.
enum ClaimedTier {
    /// The lowest tier among the groups; `nil` if there is no group of ours.
    static func read(_ groups: borrowing JSONValue?) -> Tier? {
        guard let groups = copy groups else { return nil }
        var claimed: Tier?
        var walk = groups.children
        while walk.advance() {
            guard let name = walk.value?.string, let tier = tier(name) else { continue }
            claimed = min(claimed ?? tier, tier)
        }
        return claimed
    }

    private static func tier(_ group: Span<UInt8>) -> Tier? {
        guard let name = Text.rest(of: group, after: "seal:") else { return nil }
        // A narrowed seal's rights are its tier's, less what its own words leave out: those are looked at beside this.
        if Text.equals(name, "limited") { return .super }
        for tier in Tier.allCases where Text.equals(name, tier.name) { return tier }
        return nil
    }
}
