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
    let stakeCount: Int
    private let entries: [Entry]
    private let byKey: [Bytes32: Int]
    private let byId: [Bytes32: Int]

    init(
        clusterId: Bytes32, thresholds: Thresholds, stakeCount: Int, seals: [(key: Bytes32, id: Bytes32, entry: Entry)]
    ) {
        self.clusterId = clusterId
        self.thresholds = thresholds
        self.stakeCount = stakeCount
        entries = seals.map(\.entry)
        byKey = Dictionary(seals.enumerated().map { ($1.key, $0) }) { first, _ in first }
        byId = Dictionary(seals.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    var sealCount: Int { entries.count }

    /// The seal that the ledger lists under `key`.
    func seal(key: Bytes32) -> Entry? { byKey[key].map { entries[$0] } }

    /// The seal with this id.
    func seal(id: Bytes32) -> Entry? { byId[id].map { entries[$0] } }
}
