// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// What the public API takes from whom: strangers are counted by their address, stakers by their own.
///
/// The two are apart. A failed token counts against the address that it came from and never against the staker whom it names; a good
/// one counts against its owner and never against the address, which may be shared with strangers.
final class RequestLimits: Sendable {
    /// Addresses that are counted one by one in a minute.
    static let strangers = 16_384
    /// Stakers that are counted one by one in a minute: more than have a stake in any cluster that this is made for.
    static let stakers = 65_536

    private let addresses: Locked<RateTable<PeerAddress?>>
    private let owners: Locked<RateTable<Address>>

    /// Nobody has asked yet.
    init(strangers: RateLimit, stakers: RateLimit, now: Monotonic) {
        addresses = Locked(RateTable(strangers, capacity: Self.strangers, now: now))
        owners = Locked(RateTable(stakers, capacity: Self.stakers, now: now))
    }

    /// Takes one of an address's limit; those whom the kernel does not know share one.
    func take(from peer: PeerAddress?, at now: Monotonic) -> RateVerdict {
        addresses.withLock { $0.take(peer?.network, at: now) }
    }

    /// Takes one of a staker's limit.
    func take(of owner: Address, at now: Monotonic) -> RateVerdict { owners.withLock { $0.take(owner, at: now) } }

    /// How many are counted one by one, for metrics.
    var counts: (strangers: Int, stakers: Int) { (addresses.withLock { $0.count }, owners.withLock { $0.count }) }
}
