// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import LocalCluster
import SealAuthN
import StakeRBAC
import SuiLedger

/// Somebody who asks for changes of the cluster by transactions.
final class Asker {
    /// A developer's.
    static let stake: UInt64 = 2_000_000_000
    /// In Move: `k8s_scheduler::ETooManyRequests`.
    static let tooManyOpen: UInt64 = 7

    let owner: Address

    private let cluster: LocalCluster
    private let key: PrivateKey
    private var asked = 0

    /// Stakes and mints a seal, as a new account with what the faucet gives.
    init(_ cluster: LocalCluster) throws {
        self.cluster = cluster
        key = try PrivateKey.random(.ed25519)
        owner = Address(key.publicKey)
        for _ in 0..<2 { try cluster.faucet.give(5 * Self.stake, to: owner) }
        var hasher = try SealHasher(clusterId: cluster.calls.ids.cluster.raw)
        let text = Array(("seal_" + Hex.encode(try randomBytes(32))).utf8)
        guard hasher.take(text.span) else { fatalError("not a token") }
        let terms = SealTerms(key: SealKey(try hasher.key()), bind: try hasher.bind(to: owner.raw).bytes)
        _ = try cluster.transactor.carryOut(cluster.calls.stakeAndMintSeal(Self.stake, terms), as: key)
    }

    /// Asks for so many ConfigMaps in their home that nobody has asked for yet, in one transaction; waits while as many as may be are open.
    func ask(_ count: Int) throws {
        let home = HomeNamespace.name(of: owner.raw)
        let drafts = (asked..<asked + count).map { number in
            var draft = RequestDraft(.apply, resource: "configmaps", name: "c-\(number)")
            draft.namespace = home
            draft.manifest =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c-\(number)\"},\"data\":{\"turn\":\"\(number)\"}}"
            return draft
        }
        asked += count
        while true {
            let handle = try cluster.handle(of: owner)
            do throws(SendError) {
                _ = try cluster.transactor.carryOut(cluster.calls.submitRequests(drafts, handle: handle), as: key)
                return
            } catch {
                guard case .refused(let reason) = error, reason.abort?.code == Self.tooManyOpen else { throw error }
                Pause.take(.milliseconds(20))
            }
        }
    }
}
