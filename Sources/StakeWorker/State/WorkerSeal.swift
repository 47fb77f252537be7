// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SealAuthN
internal import SuiLedger

/// A worker's seal as its owner has it: the token, and what the chain may know of it.
struct WorkerSeal: Sendable {
    /// What the master is asked with; never logged.
    let token: String
    /// What the seal stands under on chain.
    let key: SealKey
    /// What ties it to its owner.
    let bind: [UInt8]

    /// Reads the token that is kept; `nil` where there is none.
    static func read(
        _ folder: StateFolder, _ name: StateFolder.Name = .sealToken, cluster: Address, owner: Address
    ) throws(WorkerFailure) -> WorkerSeal? {
        guard let text = try folder.line(name) else { return nil }
        guard let seal = try WorkerSeal(text, cluster: cluster, owner: owner) else {
            throw WorkerFailure(.file, "\(folder.place(name)): not a Seal token")
        }
        return seal
    }

    /// Makes a token that nobody has had before and keeps it, before the chain hears of it: a token that was lost would have cost a
    /// seal.
    static func make(
        _ folder: StateFolder, _ name: StateFolder.Name = .sealToken, cluster: Address, owner: Address
    ) throws(WorkerFailure) -> WorkerSeal {
        let secret: Bytes32
        do throws(CryptoError) { secret = try Bytes32.random() } catch {
            throw WorkerFailure(.software, error.description)
        }
        guard let seal = try WorkerSeal("seal_" + secret.hex, cluster: cluster, owner: owner) else {
            throw WorkerFailure(.software, "a token of our own has not the form of one")
        }
        try folder.write(name, line: seal.token)
        return seal
    }

    /// Takes a token; `nil` for what has not the form of one.
    init?(_ token: String, cluster: Address, owner: Address) throws(WorkerFailure) {
        let bytes = Array(token.utf8)
        do throws(CryptoError) {
            var hasher = try SealHasher(clusterId: cluster.raw)
            guard hasher.take(bytes.span) else { return nil }
            key = SealKey(try hasher.key())
            bind = try hasher.bind(to: owner.raw).bytes
            hasher.forget()
        } catch { throw WorkerFailure(.software, error.description) }
        self.token = token
    }

    /// Whether what the chain has under the key lets its bearer in now.
    func isLive(_ seal: Seal?, generation: UInt32, epoch: UInt64) -> Bool {
        guard let seal, !seal.revoked, seal.kind == Self.workerKind, epoch < seal.expiresEpoch else { return false }
        return seal.generation == generation && seal.bind.bytes == bind
    }

    /// What a worker's seal says of itself.
    static let workerKind: UInt8 = 2
}
