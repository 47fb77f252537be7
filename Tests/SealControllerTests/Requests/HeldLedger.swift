// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger

@testable import SealController

/// A chain on which transactions can be held up, and that counts what it is asked.
final class HeldLedger: RequestLedger {
    struct Counts: Hashable, Sendable {
        var lists = 0
        var probes = 0
        var questions: [UInt64] = []
        /// Transactions that were begun, and those that came back.
        var begun = 0
        var ended = 0
    }

    private struct State: Sendable {
        var counts = Counts()
        var isShut = false
    }

    let chain = FakeScheduler()
    private let state = Monitor(State())

    /// What it was asked.
    var counts: Counts { state.withLock { $0.counts } }

    /// From now on transactions wait until ``open()``.
    func shut() { state.withLock { $0.isShut = true } }

    func open() {
        state.withLock { $0.isShut = false }
        state.notifyAll()
    }

    func carryOut(_ steps: [RequestStep]) throws(OperatorWallet.Failure) {
        state.withLock { $0.counts.begun += 1 }
        _ = state.wait { $0.isShut ? nil : true }
        defer { state.withLock { $0.counts.ended += 1 } }
        try chain.carryOut(steps)
    }

    func list() -> RequestTable.Listing? {
        state.withLock { $0.counts.lists += 1 }
        return chain.list()
    }

    func sequence() -> UInt64? {
        state.withLock { $0.counts.probes += 1 }
        return chain.sequence()
    }

    func request(_ number: UInt64) -> KubernetesRequest? {
        state.withLock { $0.counts.questions.append(number) }
        return chain.request(number)
    }
}
