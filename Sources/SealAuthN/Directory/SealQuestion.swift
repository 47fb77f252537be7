// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger

/// A Seal token that only a look-up can tell.
final class SealQuestion: TokenQuestion {
    private let directory: IdentityDirectory
    private let key: SealKey
    // Wiped when the last who needs it is gone.
    private let secret: Locked<Secret>
    private let audiences: AudienceSet
    private let needs: [Finding.Need]

    init(
        _ directory: IdentityDirectory, _ key: SealKey, secret: consuming Secret, _ audiences: AudienceSet,
        _ needs: [Finding.Need]
    ) {
        self.directory = directory
        self.key = key
        self.secret = Locked(secret)
        self.audiences = audiences
        self.needs = needs
    }

    func ask(until deadline: Monotonic, completion: @escaping @Sendable (Authentication) -> Void) {
        let (key, audiences) = (key, audiences)
        Inquiry(
            directory, until: deadline,
            find: { finder in finder.seal(key) { owner, bind in self.isBound(to: owner.raw, bind) } },
            completion: { completion(Authentication($0, for: audiences)) }
        ).begin(needs)
    }

    /// Whether the token is of the owner that a seal names; a hasher of its own, since this is no loop's thread.
    private func isBound(to owner: Bytes32, _ bind: Bytes32) -> Bool {
        guard var hasher = try? SealHasher(clusterId: directory.settings.cluster.raw) else { return false }
        let isTaken = secret.withLock { secret in secret.withBytes { hasher.take($0) } }
        return isTaken && hasher.isBound(to: owner, bind)
    }
}
