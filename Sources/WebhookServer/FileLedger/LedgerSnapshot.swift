// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SealAuthN

/// One state of a ledger: never changed, replaced whole.
final class LedgerSnapshot: Sendable {
    /// A seal with everything about it that does not depend on the time.
    struct Entry: Sendable {
        let bind: Bytes32
        let owner: Bytes32
        let isRevoked: Bool
        let expires: WallTime?
        /// What the owner's stake makes of it.
        let standing: Standing

        /// What the seal is worth at `now`.
        func standing(at now: WallTime) -> Standing {
            if isRevoked { return .refused(.revoked) }
            if let expires, now >= expires { return .refused(.expired) }
            return standing
        }
    }

    let clusterId: Bytes32
    let thresholds: Thresholds
    private let stakes: [Bytes32: Standing]
    private let entries: [Entry]
    private let byKey: [Bytes32: Int]
    private let byId: [Bytes32: Int]

    init(
        clusterId: Bytes32, thresholds: Thresholds, stakes: [Bytes32: Standing],
        seals: [(key: Bytes32, id: Bytes32, entry: Entry)]
    ) {
        self.clusterId = clusterId
        self.thresholds = thresholds
        self.stakes = stakes
        entries = seals.map(\.entry)
        byKey = Dictionary(seals.enumerated().map { ($1.key, $0) }) { first, _ in first }
        byId = Dictionary(seals.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    var stakeCount: Int { stakes.count }

    var sealCount: Int { entries.count }

    /// What an owner's stake alone is worth.
    func standing(of owner: Bytes32) -> Standing { stakes[owner] ?? .refused(.unstaked) }

    /// The seal that the ledger lists under `key`.
    func seal(key: Bytes32) -> Entry? { byKey[key].map { entries[$0] } }

    /// The seal with this id.
    func seal(id: Bytes32) -> Entry? { byId[id].map { entries[$0] } }
}
