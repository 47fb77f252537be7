// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import SuiLedger

@testable import ClusterChain

/// A chain of which something is known.
enum ChainFixture {
    static let snapshot = ChainSnapshot(
        age: .milliseconds(1250),
        mark: FollowMark(
            checkpoint: 7000, rose: Monotonic(nanoseconds: 1), timestamp: 1, epoch: 42, isComplete: true, isLive: true),
        health: FollowHealth(), accounts: 3, seals: 5, lookUps: LookUpCounts(), tokens: VerifiedTokens.Counts(),
        nodes: [], quorum: 2)
}
