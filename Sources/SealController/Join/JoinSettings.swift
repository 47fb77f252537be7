// SPDX-License-Identifier: Apache-2.0

/// What joins may cost, and how long what they hand out is good.
struct JoinSettings: Hashable, Sendable {
    /// How long a nonce may be redeemed.
    var challengeLifetime = Duration.seconds(120)
    /// How many nonces one address may redeem in that time: each is one try.
    var triesPerAddress = 16
    /// How many redeemed nonces are remembered in all.
    var rememberedNonces = 16_384
    /// How many joins are in hand at once; more are asked to come back.
    ///
    /// A storm of 200 waits here, in a few kilobytes each, for less time than an answer may take.
    var inHand = 256
    /// How many threads work on them; most of the time they wait for somebody's answer, and whose workers are to be activated meanwhile
    /// go into one transaction.
    var threads = 32
    /// How long a join waits for a renewal of the lease that is late.
    var patience = Duration.seconds(5)
    /// How long a join token opens the door.
    var tokenLifetime = Duration.seconds(600)
    /// How many names are tried for one worker before somebody has to look.
    var names = 8
    /// How many nodes must say alike where a worker stands.
    var agreement = 1
    /// How old a node's last checkpoint may be.
    var maximumAge = Duration.seconds(15)
    /// How long the chain is asked for one answer.
    var lookUpTimeout = Duration.seconds(5)
    /// How often tokens are looked through that may have served their purpose.
    var sweepInterval = Duration.seconds(15)
}
