// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The acts that are under way: each gets its record where its answer comes, on whatever thread that is.
///
/// No inbox stands in between, so that an answer is written down also if nobody reads the inbox any more. Whoever ends the process stops the
/// keepers, which begin nothing then, and settles: each act that was begun has its record, if only that nobody knows how it ended.
final class OpenActs: Sendable {
    /// How long answers are waited for at the end: an apiserver that lives has answered by then.
    static let patience = Duration.seconds(5)
    /// How an act ended whose answer nobody has heard.
    static let unknown = ActCode("unknown")

    private struct State: Sendable {
        var open: [UInt64: ActRecord] = [:]
        var last: UInt64 = 0
    }

    /// Where they are written down.
    let journal: any ActJournal
    private let state = Monitor(State())

    init(_ journal: any ActJournal) { self.journal = journal }

    /// How many are under way.
    var count: Int { state.withLock { $0.open.count } }

    /// Takes what is about to be done, whatever outcome it says, and gives the number to close it by; `nil` for what is no act.
    func open(_ act: ActRecord?) -> UInt64? {
        guard let act else { return nil }
        return state.withLock { state in
            state.last += 1
            state.open[state.last] = act
            return state.last
        }
    }

    /// Writes down how an act ended, once; `nil` leaves it without a record.
    func close(_ number: UInt64?, _ act: ActRecord?, at time: WallTime) {
        guard let number else { return }
        state.withLock { state in
            guard state.open.removeValue(forKey: number) != nil else { return }
            // With the lock held: whoever sees that nothing is open any more finds all records there.
            if let act { journal.record(act, at: time) }
        }
        state.notifyAll()
    }

    /// Waits until nothing is under way, for so long at most; of the rest it is written down that nobody knows.
    func settle(within patience: Duration = patience, at time: () -> WallTime = { .now }) {
        let deadline = Monotonic.now.advanced(by: patience)
        _ = state.wait(until: deadline) { $0.open.isEmpty ? true : nil }
        let now = time()
        state.withLock { state in
            for number in state.open.keys.sorted() {
                if let act = state.open[number] { journal.record(act.ended(.failed(Self.unknown)), at: now) }
            }
            state.open = [:]
        }
    }
}
