// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Kernel
import SuiLedger

/// So many questions under way at any time, for a while.
final class Load: Sendable {
    private struct State {
        var latencies: [UInt64] = []
        var failures = 0
        var underWay = 0
    }

    private let node: NodeClient
    private let end: Monotonic
    private let state = Monitor(State())

    /// What came out: answers per second, and how long the fast, the usual and the slow ones took, in microseconds.
    struct Result {
        let perSecond: Int
        let median: Int
        let slow: Int
        let failures: Int
    }

    private init(_ node: NodeClient, until end: Monotonic) {
        self.node = node
        self.end = end
    }

    static func run(_ node: NodeClient, concurrency: Int, seconds: Int) -> Result {
        let start = Monotonic.now
        let load = Load(node, until: start.advanced(by: .seconds(seconds)))
        for _ in 0..<concurrency { load.ask() }
        _ = load.state.wait { $0.underWay == 0 ? true : nil }
        let elapsed = Monotonic.now.since(start).wholeNanoseconds
        let (latencies, failures) = load.state.withLock { ($0.latencies.sorted(), $0.failures) }
        guard !latencies.isEmpty else { return Result(perSecond: 0, median: 0, slow: 0, failures: failures) }
        return Result(
            perSecond: Int(UInt64(latencies.count) * 1_000_000_000 / elapsed),
            median: Int(latencies[latencies.count / 2] / 1000), slow: Int(latencies[latencies.count * 99 / 100] / 1000),
            failures: failures)
    }

    private func ask() {
        state.withLock { $0.underWay += 1 }
        let start = Monotonic.now
        node.ask(Canned.question, timeout: .seconds(10)) { [self] result in
            let now = Monotonic.now
            switch result {
            case .success(let answer):
                guard answer.value?.value == Canned.account.bcs else { fatalError("another entry") }
                state.withLock { $0.latencies.append(now.since(start).wholeNanoseconds) }
            case .failure(let error):
                // A server ends a connection after so many requests; what was under way then a pool would ask again.
                guard error.isRetryable else { fatalError("a question failed: \(error)") }
                state.withLock { $0.failures += 1 }
            }
            if now < end { ask() }
            state.withLock { $0.underWay -= 1 }
            state.notifyAll()
        }
    }
}
