// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// An identity that was given out earlier, and of which only a look-up can tell what it is worth now.
final class GivenQuestion: StandingQuestion {
    private let directory: IdentityDirectory
    private let identity: GivenIdentity
    private let needs: [Finding.Need]

    init(_ directory: IdentityDirectory, _ identity: GivenIdentity, _ needs: [Finding.Need]) {
        self.directory = directory
        self.identity = identity
        self.needs = needs
    }

    func ask(until deadline: Monotonic, completion: @escaping @Sendable (Standing) -> Void) {
        let identity = identity
        Inquiry(
            directory, until: deadline, isConfirmedBefore: true, find: { identity.find(with: &$0) },
            completion: completion
        ).begin(needs)
    }
}
