// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// A signed token whose signature held, and whose signer's stake only a look-up can tell.
final class SignerQuestion: TokenQuestion {
    private let directory: IdentityDirectory
    private let signer: Address
    private let audiences: AudienceSet
    private let needs: [Finding.Need]

    init(_ directory: IdentityDirectory, _ signer: Address, _ audiences: AudienceSet, _ needs: [Finding.Need]) {
        self.directory = directory
        self.signer = signer
        self.audiences = audiences
        self.needs = needs
    }

    func ask(until deadline: Monotonic, completion: @escaping @Sendable (Authentication) -> Void) {
        let (signer, audiences) = (signer, audiences)
        Inquiry(
            directory, until: deadline, find: { finder in finder.signer(signer) },
            completion: { completion(Authentication($0, for: audiences)) }
        ).begin(needs)
    }
}
