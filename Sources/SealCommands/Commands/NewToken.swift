// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SealAuthN
internal import SuiLedger

/// A token that nobody has had before, and what the chain may know of it.
struct NewToken {
    /// What `kubectl --token=` takes; whoever has it is the owner as far as the cluster can tell.
    let text: String
    /// What the seal stands under.
    let key: SealKey
    /// What ties it to its owner.
    let bind: [UInt8]

    /// Makes one for an owner in a cluster.
    init(cluster: Address, owner: Address, _ console: Console) throws(CommandFailure) {
        do throws(CryptoError) {
            text = "seal_" + (try console.makeSecret()).hex
            var hasher = try SealHasher(clusterId: cluster.raw)
            let bytes = Array(text.utf8)
            _ = hasher.take(bytes.span)
            key = SealKey(try hasher.key())
            bind = try hasher.bind(to: owner.raw).bytes
            hasher.forget()
        } catch { throw CommandFailure(error) }
    }
}
