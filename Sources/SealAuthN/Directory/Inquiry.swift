// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Carries out the look-ups that a token or a name needs, round after round, until it can be decided.
///
/// What is under way keeps it alive. Each round asks for all that is needed side by side; what brings nothing is not asked for again, and
/// what was answered since the inquiry began is fresh until it ends.
final class Inquiry: Sendable {
    private struct State {
        var failures: Failures = []
        var underWay = 0
        var rounds = 0
    }

    /// More than there are things that can fail: whatever changes while it is looked at is not run after for ever.
    private static let mostRounds = 8

    private let directory: IdentityDirectory
    private let deadline: Monotonic
    private let start: Monotonic
    private let isConfirmedBefore: Bool
    private let find: @Sendable (inout Finder) -> Finding
    private let completion: @Sendable (Standing) -> Void
    private let state = Locked(State())

    init(
        _ directory: IdentityDirectory, until deadline: Monotonic, isConfirmedBefore: Bool = false,
        find: @escaping @Sendable (inout Finder) -> Finding, completion: @escaping @Sendable (Standing) -> Void
    ) {
        self.directory = directory
        self.deadline = deadline
        start = directory.clock().monotonic
        self.isConfirmedBefore = isConfirmedBefore
        self.find = find
        self.completion = completion
    }

    /// Looks these up.
    func begin(_ needs: [Finding.Need]) {
        state.withLock { state in
            state.underWay = needs.count
            state.rounds += 1
        }
        for need in needs {
            directory.lookUps.look(need.lookUp, isKnown: need.isKnown, until: deadline) { self.ended(need.lookUp, $0) }
        }
    }

    private func ended(_ lookUp: LookUp, _ outcome: EntryLookUps.Outcome) {
        let failures = state.withLock { state -> Failures? in
            if case .failure(let failure) = outcome { state.failures.formUnion(Failures(lookUp, failure)) }
            state.underWay -= 1
            guard state.underWay == 0 else { return nil }
            return state.rounds < Self.mostRounds ? state.failures : state.failures.union(.everything)
        }
        guard let failures else { return }
        var finder = Finder(
            directory, at: directory.clock(), since: start, without: failures, isConfirmedBefore: isConfirmedBefore)
        switch find(&finder) {
        case .decided(let standing): completion(standing)
        case .open(let needs): begin(needs)
        }
    }
}
