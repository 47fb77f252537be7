// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import SuiLedger

extension TierChange {
    /// One sentence for people: no part of it was chosen by a peer.
    var sentence: String {
        let moved = "from \(Self.name(before)) to \(Self.name(after))"
        switch reason {
        case .tierRaised where isByThresholds, .tierLowered where isByThresholds:
            return "The thresholds of the tiers have changed: with \(Mist.write(amount)) the owner went \(moved)."
        case .stakeSlashed:
            let what = taken.map { "\(Mist.write($0)) of the stake were" } ?? "Part of the stake was"
            return "\(what) taken: the owner went \(moved), and every seal that was minted before is dead."
        case .stakeRestored: return "Stake was put in after a slashing: the owner went \(moved); seals are minted anew."
        case .stakeGone: return "Nothing is staked any more: the owner went \(moved)."
        case .stakeUnbonding: return "All of the stake waits to be paid out: the owner went \(moved)."
        case .tierRaised: return "The stake has grown to \(Mist.write(amount)): the owner went \(moved)."
        case .tierLowered: return "The stake has shrunk to \(Mist.write(amount)): the owner went \(moved)."
        }
    }

    /// The tier in one word; an account without one is nobody's.
    static func name(_ tier: Tier?) -> String { tier.map { "\($0.name)" } ?? "none" }
}
